/**
 * The shell that breaks a director for as long as its input is open, and mends it when that ends: also when whoever
 * opened it was killed. Each prints `held` once it is broken. Pure.
 */

const PATH = 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C';

/** Signals from a connection that breaks must not keep it from mending. */
const HOLD = `trap '' HUP INT TERM PIPE
hold() { echo held; cat >/dev/null; }`;

/** Starts keepalived again as it was started, once nothing of the old one is left; at most 10 s. */
const KEEPALIVED = `
pid=$(pgrep -o -x keepalived) || { echo 'keepalived does not run' >&2; exit 3; }
command=$(mktemp)
cat "/proc/$pid/cmdline" >"$command"
start_again() {
  tries=0
  while pgrep -x keepalived >/dev/null && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
  setsid xargs -0 -a "$command" /usr/bin/env -- </dev/null >/dev/null 2>&1 &
  wait $!
  rm -f "$command"
}`;

/** `sh -c STOP_SCRIPT`: keepalived ends in order, and says so to the others. */
export const STOP_SCRIPT = `${PATH}
${HOLD}${KEEPALIVED}
kill -TERM "$pid"
hold
start_again`;

/** `sh -c KILL_SCRIPT`: keepalived's processes are killed; the address and the kernel's IPVS stay. */
export const KILL_SCRIPT = `${PATH}
${HOLD}${KEEPALIVED}
pkill -KILL -x keepalived
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

/** `sh -c CABLE_SCRIPT sh DEVICE` on the container's side of a node with its own kernel: the node does not notice. */
export const CABLE_SCRIPT = `${PATH}
${HOLD}
ip link set "$1" down || exit 3
hold
ip link set "$1" up`;

/** `sh -c CABLE_FILTER_SCRIPT sh DEVICE` on the host's kernel: every frame is dropped, in and out. */
export const CABLE_FILTER_SCRIPT = `${PATH}
${HOLD}
nft -f - <<RULES || exit 3
table netdev lab_cable {
  chain in { type filter hook ingress device "$1" priority -500; policy drop; }
  chain out { type filter hook egress device "$1" priority -500; policy drop; }
}
RULES
hold
nft delete table netdev lab_cable`;
