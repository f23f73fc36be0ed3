/** The shell that runs a student's script and puts the node back. Pure. */
import { ParseError } from '../parsers/parse-error.ts';
import { quoted } from '../util/shell.ts';
import type { Ended, ScriptAction } from './results.ts';

/** Seconds. A script that only configures is done in one. */
const ACTION_TIMEOUT = 10;

/**
 * `sh -c SCRIPT_RUN_SCRIPT`: runs each line of its input as a command, and answers with a line `ended STATUS OUTPUT` (the
 * end of the output, in base64). When its input ends it puts back what `show` knows: also when whoever opened it was
 * killed, as soon as the command ends that is under way. What did not change is not touched. Few processes: a kernel of
 * a node's own takes its time to begin one.
 */
export const SCRIPT_RUN_SCRIPT = `export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
# Caught, not ignored: the commands would ignore them too.
trap : HUP INT TERM PIPE
state=$(mktemp -d) && mkdir "$state/before" "$state/after" || exit 3

show() {
  # Links that are up, addresses, routes: one process.
  ip -o -4 -batch - <<ASKED >"$1/network"
link show up
address show
route show table main
ASKED
  grep -s . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/arp_ignore /proc/sys/net/ipv4/conf/*/arp_announce \\
    /proc/sys/net/ipv4/conf/*/rp_filter >"$1/sysctls"
  : >"$1/services"
  if [ -e /proc/net/ip_vs ]; then
    ipvsadm -Sn >"$1/services"
    ipvsadm -Ln --timeout >"$1/timeouts"
  fi
  nft -s list ruleset >"$1/nft" 2>/dev/null
  : >"$1/legacy"
  ! read -r _ 2>/dev/null </proc/net/ip_tables_names || iptables-legacy-save | sed 's/^#.*//; s/ \\[[0-9:]*\\]$//' >"$1/legacy"
}
differs() { ! cmp -s "$state/before/$1" "$state/after/$1"; }
up() { sed -n 's/^[0-9]*: \\([^@: ]*\\)\\(@[^ ]*\\)\\{0,1\\}: <.*/\\1/p' "$state/$1/network"; }

# Addresses go with links that are down, routes with addresses.
put_back_network() {
  up before >"$state/up"
  up after | grep -vxFf "$state/up" | while read -r device; do
    ip link delete "$device" || ip link set "$device" down
  done
  while read -r device; do
    ip link set "$device" up
    ip -4 address flush dev "$device"
  done <"$state/up"
  ip address restore <"$state/addresses"
  ip -4 route flush table main
  ip route restore <"$state/routes"
}
put_back_sysctls() { while IFS=: read -r file value; do echo "$value" >"$file"; done <"$state/before/sysctls"; }
put_back_services() {
  ipvsadm -C
  ipvsadm -R <"$state/before/services"
}
put_back_timeouts() {
  [ ! -e "$state/before/timeouts" ] || ipvsadm --set $(sed 's/.*: //' "$state/before/timeouts")
}
put_back_nft() {
  nft flush ruleset
  iptables-nft-restore <"$state/iptables"
  arptables-nft-restore <"$state/arptables"
}
put_back_legacy() { iptables-legacy-restore <"$state/before/legacy"; }
put_back() {
  show "$state/after"
  ! diff -rq "$state/before" "$state/after" || return
  for part in network sysctls services timeouts nft legacy; do ! differs $part || put_back_$part; done
}

show "$state/before"
ip -4 address save >"$state/addresses"
ip -4 route save table main >"$state/routes"
if [ -s "$state/before/nft" ]; then
  iptables-nft-save >"$state/iptables"
  arptables-nft-save >"$state/arptables"
else
  : >"$state/iptables" >"$state/arptables"
fi
while IFS= read -r line; do
  (eval "$line") </dev/null >"$state/output" 2>&1
  printf 'ended %s ' $?
  [ ! -s "$state/output" ] || tail -c 2000 "$state/output" | base64 -w 0
  echo
done
put_back >/dev/null 2>&1
rm -rf "$state"`;

/** The line of input that runs the script so. */
export function actionLine(path: string, { arguments: words, environment }: ScriptAction): string {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const env = settings.length === 0 ? [] : ['env', ...settings];
  return `exec ${quoted([...env, 'timeout', '-s', 'KILL', String(ACTION_TIMEOUT), path, ...words])}`;
}

// ended 0 aXB2cyBpcyBzdGFydGVkCg==
const ENDED = /^ended (\d+) ([A-Za-z0-9+/=]*)$/;

/** One line of its output. */
export function parseEnded(line: string): Ended {
  const [, status, text = ''] = ENDED.exec(line) ?? [];
  if (status === undefined) throw new ParseError('the end of a script', 1, line);
  return { exitCode: Number(status), output: Buffer.from(text, 'base64').toString('utf8') };
}
