/**
 * The shell that breaks a director for as long as its input is open, and mends it when that ends: also when whoever
 * opened it was killed. Each prints `held` once it is broken. Pure.
 */

const PATH = 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C';

/** Signals from a connection that breaks must not keep it from mending. */
const HOLD = `trap '' HUP INT TERM PIPE
hold() { echo held; cat >/dev/null; }`;

/**
 * Starts keepalived again as it was started, once nothing of the old one is left; at most 10 s. It is over
 * when it has become a daemon; one that was started in the foreground (-n) goes on.
 */
const KEEPALIVED = `
pid=$(pgrep -o -x keepalived) || { echo 'keepalived does not run' >&2; exit 3; }
command=$(mktemp)
cat "/proc/$pid/cmdline" >"$command"
is_over() { ! read -r _ _ state _ 2>/dev/null <"/proc/$started/stat" || [ "$state" = Z ]; }
start_again() {
  tries=0
  while pgrep -x keepalived >/dev/null && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
  setsid xargs -0 -a "$command" /usr/bin/env -- </dev/null >/dev/null 2>&1 &
  started=$! tries=0
  until is_over || [ $tries -ge 20 ]; do tries=$((tries + 1)); sleep 0.1; done
  rm -f "$command"
}`;

/** `sh -c STOP_SCRIPT`: keepalived ends in order, and says so to the others. */
export const STOP_SCRIPT = `${PATH}
${HOLD}${KEEPALIVED}
kill -TERM "$pid"
hold
start_again`;

/**
 * `sh -c KILL_SCRIPT`: keepalived's processes are killed; the address and the kernel's IPVS stay. They are stopped before,
 * and the youngest is killed first: a parent starts a child that died again, and a child that sees its parent die ends in
 * order, with a farewell.
 */
export const KILL_SCRIPT = `${PATH}
${HOLD}${KEEPALIVED}
all=$(pgrep -x keepalived | sort -rn)
kill -STOP $all
kill -KILL $all
hold
start_again`;

/** `sh -c LINK_SCRIPT sh DEVICE`: the interface is taken down, and with it go its routes. */
export const LINK_SCRIPT = `${PATH}
${HOLD}
routes=$(ip -4 route show dev "$1" | grep -v 'proto kernel')
ip link set "$1" down || exit 3
hold
ip link set "$1" up
echo "$routes" | while read -r route; do [ -z "$route" ] || ip -4 route replace $route dev "$1"; done`;

/**
 * `sh -c CABLE_SCRIPT sh INDEX` where the bridges are: the bridge's port to the interface of this number passes nothing
 * any more, in either direction. The node itself sees no difference, as with a cable that is cut at the far end of a
 * switch. With the cable in again the container ends.
 */
export const CABLE_SCRIPT = `${PATH}
${HOLD}
port=$(ip -o link show | sed -n "s/^$1: \\([^@:]*\\).*/\\1/p")
[ -n "$port" ] || { echo "no interface has the number $1" >&2; exit 3; }
bridge link set dev "$port" state 0 || exit 3
hold
bridge link set dev "$port" state 3
kill -TERM 1`;

/** `sh -c PEER_SCRIPT sh DEVICE` in a node's container prints the number of the interface at the bridge's end. */
export const PEER_SCRIPT = `${PATH}
cat "/sys/class/net/$1/iflink"`;

/** `sh -c SERVICE_SCRIPT sh NAME`: a service of the machine is stopped; its port refuses connections. Its script may be a student's. */
export const SERVICE_SCRIPT = `${PATH}
${HOLD}
timeout 20 "/etc/init.d/$1" stop >&2 || exit 3
hold
timeout 20 "/etc/init.d/$1" start >&2`;
