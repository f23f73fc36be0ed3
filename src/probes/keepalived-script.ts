/** The part of a node's snapshot that is keepalived's, and its output as data. Pure. */
import { parseHealthCheckers } from '../parsers/keepalived-checkers.ts';
import { parseKeepalivedConf } from '../parsers/keepalived-conf.ts';
import { parseVrrpInstances } from '../parsers/keepalived-json.ts';
import { parseConfigTest } from '../parsers/keepalived-test.ts';
import type { KeepalivedSeen } from './snapshot.ts';

/**
 * keepalived writes its data to files in /tmp when a signal asks for them; they are gone again afterwards, and two
 * snapshots at once wait for each other. Of its processes the one that was started first is the parent of the others.
 * A file that has not changed for 20 ms is complete. It is waited for a second, or five where keepalived is busy and not stopped. Where there is nothing of keepalived, no process is begun to see it.
 */
export const KEEPALIVED_SCRIPT = String.raw`
keepalived_parts() {
  pid=$(pgrep -o -x keepalived) config=/etc/keepalived/keepalived.conf
  if [ -n "$pid" ]; then
    named=$(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n -e '/^-f$/{n;p;}' -e 's/^-f\(..*\)/\1/p' -e 's/^--use-file=//p')
    [ -z "$named" ] || config=$named
  fi
  if [ -e "$config" ]; then
    part keepalived-file; echo "$config"
    part keepalived-conf; cat "$config"
    part keepalived-test; keepalived -t -f "$config" 2>&1
  fi
  [ -n "$pid" ] || return 0
  part keepalived-pid; echo "$pid"
  rm -f /tmp/keepalived.json /tmp/keepalived*.data
  if [ -e /run/vrrp.pid ] && kill -s "$(keepalived --signum=JSON)" "$pid"; then
    part keepalived-json; written /tmp/keepalived.json
  fi
  if [ -e /run/checkers.pid ] && kill -s USR1 "$pid"; then
    part keepalived-checkers; written /tmp/keepalived_check.data
  fi
  rm -f /tmp/keepalived.json /tmp/keepalived*.data
}
is_stopped() { grep -qs '^State:.[Tt]' /dev/null $(pgrep -x keepalived | sed 's|.*|/proc/&/status|'); }
written() {
  tries=0 before=
  while [ $tries -lt 50 ] || { [ $tries -lt 250 ] && ! is_stopped; }; do
    tries=$((tries + 1)) size=$(stat -c %s "$1" 2>/dev/null)
    if [ "$size" != 0 ] && [ -n "$size" ] && [ "$size" = "$before" ]; then cat "$1"; return; fi
    before=$size
    sleep 0.02
  done
}
keepalived_is_here() {
  [ ! -e /etc/keepalived/keepalived.conf ] || return 0
  for file in /proc/[0-9]*/comm; do
    ! read -r name <"$file" || [ "$name" != keepalived ] || return 0
  done 2>/dev/null
  return 1
}
! keepalived_is_here || ( flock 9; keepalived_parts ) 9>/run/lab-keepalived.lock`;

/** @returns undefined where keepalived has no configuration and does not run */
export function readKeepalived(parts: Record<string, string>): KeepalivedSeen | undefined {
  const configFile = parts['keepalived-file']?.trim();
  const isRunning = 'keepalived-pid' in parts;
  if (configFile === undefined && !isRunning) return undefined;
  const json = parts['keepalived-json']?.trim();
  return {
    configFile: configFile ?? '',
    configuration: parseKeepalivedConf(parts['keepalived-conf'] ?? ''),
    messages: parseConfigTest(parts['keepalived-test'] ?? ''),
    isRunning,
    ...(isRunning && !('keepalived-json' in parts) && !('keepalived-checkers' in parts) && { isIdle: true }),
    instances: json ? parseVrrpInstances(json) : [],
    checkers: parseHealthCheckers(parts['keepalived-checkers'] ?? ''),
  };
}
