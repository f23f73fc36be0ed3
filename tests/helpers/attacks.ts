/** What a student may try from a node: scripts that run there, and print the name of each attack that succeeds. */

/** Under a kernel of its own, the container's files are reached through a mount of hostfs: that kernel's root tries there. */
export const ESCAPES = String.raw`
root=
mkdir -p /tmp/outside
if mount -t hostfs -o hostfs=/ none /tmp/outside 2>/dev/null; then root=/tmp/outside; fi
try() { if (eval "$2") >/dev/null 2>&1; then echo "$1"; fi; }
# The value stays what it is, should it be possible.
rewrite() { value=$(cat "$1") && printf %s "$value" >"$1"; }
try control 'test -e $root/proc/version'
for name in kernel/core_pattern kernel/modprobe kernel/panic kernel/sysrq kernel/hostname vm/overcommit_memory vm/drop_caches fs/file-max fs/suid_dumpable; do
    try "sysctl $name" "rewrite $root/proc/sys/$name"
done
for file in /proc/sysrq-trigger /proc/irq/default_smp_affinity /sys/kernel/uevent_helper /sys/power/state /sys/kernel/debug; do
    try "open $file" ": >>$root$file"
done
for file in /proc/kcore /dev/mem /dev/kmem /dev/port /dev/kmsg; do
    try "read $file" "timeout 1 head -c 1 $root$file | grep -q ."
done
try 'a release agent' 'for agent in $(find $root/sys/fs/cgroup -name release_agent); do : >>$agent && exit 0; done; exit 1'
try 'a control group' 'for group in $root/sys/fs/cgroup $root/sys/fs/cgroup/*; do [ ! -e $group/cgroup.procs ] || ! mkdir $group/lab-escape || exit 0; done; exit 1'
try 'a block device' 'mknod $root/root/disk b 254 0'
try 'a memory device' 'mknod $root/root/memory c 1 1'
try 'a file in /usr' ': >$root/usr/lab-escape'
try 'another /usr' 'mv $root/usr $root/usr.old'
try "the engine's socket" 'find $root/run $root/var/run -name "docker*.sock" -o -name "containerd*.sock" | grep .'
`;

/** Calls that only the engine's machine can answer: for nodes on its kernel. */
export const CALLS = String.raw`
try() { if (eval "$2") >/dev/null 2>&1; then echo "$1"; fi; }
try control true
try mount 'mount -t tmpfs none /mnt'
try 'bind mount' 'mount --bind / /mnt'
try remount 'mount -o remount,rw /usr || mount -o remount,rw,bind /usr'
for kind in user mount net pid uts ipc cgroup; do try "unshare $kind" "unshare --$kind true"; done
try 'unshare user and more' 'unshare --map-root-user --mount true'
try 'kernel log' 'dmesg | grep .'
try module 'modprobe dummy || insmod /etc/passwd'
try hostname 'hostname escaped'
try clock 'date -s @0'
try 'more capabilities' '[ "$(grep ^CapBnd /proc/self/status | tail -c 17)" != 00000000000034eb ]'
if [ "$(uname -m)" = x86_64 ]; then
    calls='bpf=321,5,0,0 keyctl=250,0,-3,1 setns=308,0,0 open_by_handle_at=304,0,0,0 init_module=175,0,0,0 kexec_load=246,0,0,0,0 perf_event_open=298,0,0,0,0,0 userfaultfd=323,0 swapon=167,0,0 add_key=248,0,0,0,0,0 acct=163,0 quotactl=179,0,0,0,0'
    for call in $calls; do
        # Anything but "not permitted" (1) and "no such call" (38) is a call that was let through.
        perl -e '($name, $all) = split /=/, shift; ($number, @words) = map { 0 + $_ } split /,/, $all;
            syscall($number, @words); print "$name\n" unless $! == 1 || $! == 38' $call
    done
fi
`;

/** Frames of a stranger, in every form that a bridge might carry further; the numbers of ifindex are read from /sys. */
export const FRAMES = String.raw`
perl -e '
  open my $file, "<", "/sys/class/net/eth0/ifindex" or die; my $index = <$file>;
  socket(my $raw, 17, 3, 0x0300) or die $!;
  my $stranger = "\x02\x00\xde\xad\xbe\xef"; my $all = "\xff" x 6;
  my $arp = sub { pack("n n C C n a6 a4 a6 a4", 1, 0x800, 6, 4, 2, $stranger, pack("C4", @_), $all, pack("C4", @_)) };
  my $udp = sub { pack("C C n n n C C n a4 a4 n n n n a4", 0x45, 0, 32, 1, 0, 64, 17, 0, pack("C4", 192, 168, 0, 240), pack("C4", @_), 9, 9, 12, 0, "lab!") };
  my @frames = (
    $all . $stranger . "\x08\x06" . $arp->(192, 168, 0, 240),
    $all . $stranger . "\x08\x06" . $arp->(192, 168, 0, 100),
    $all . $stranger . "\x81\x00\x00\x07\x08\x06" . $arp->(192, 168, 0, 240),
    $all . $stranger . "\x88\xa8\x00\x07\x81\x00\x00\x08\x08\x06" . $arp->(192, 168, 0, 240),
    $all . $stranger . "\x08\x00" . $udp->(255, 255, 255, 255),
    "\x01\x00\x5e\x00\x00\x12" . $stranger . "\x08\x00" . $udp->(224, 0, 0, 18),
    "\x33\x33\x00\x00\x00\x01" . $stranger . "\x86\xdd" . "\x60" . "\x00" x 53,
    "\x01\x80\xc2\x00\x00\x00" . $stranger . "\x00\x26\x42\x42\x03" . "\x00" x 40,
    map { my $host = $_; $all . $stranger . "\x08\x00" . $udp->(198, 18 + ($host & 1), 0, 1 + $host) } 1 .. 4,
  );
  for (1 .. 5) { for my $frame (@frames) { send($raw, $frame . "\x00" x 20, 0, pack("S n i S C C a8", 17, 3, $index, 1, 0, 6, $all)) or die $! } }
'`;
