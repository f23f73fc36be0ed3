/** The shell that looks at a node before and after requests are followed, and its output as data. Pure. */
import { parseIptablesSave } from '../parsers/iptables-save.ts';
import { parseKernelCounters } from '../parsers/kernel-counters.ts';
import { splitLines } from '../parsers/lines.ts';
import { parseThresholds } from '../parsers/ipvsadm-services.ts';
import { parseListeners } from '../parsers/listeners.ts';
import type { Look, RouteQuestion, RouteSaid } from './follow.ts';
import { OWN, REQUEST_PERL, REQUEST_TIMEOUT_MS, WITH_SOURCES } from './request-script.ts';
import { RULES_PARTS, splitParts } from './snapshot-script.ts';
import { parseTable } from './table.ts';
import { TOOLS_ONLY } from './tools.ts';

/**
 * `sh -c LOOK_SCRIPT sh SOURCES QUESTION...`: SOURCES are words, whose connections are wanted; a question is what `ip route get`
 * is asked. Parts are marked as in SNAPSHOT_SCRIPT. The table of IPVS is printed twice for the reason of PRINT_TABLE.
 */
export const LOOK_SCRIPT = `${TOOLS_ONLY}
read -r mark
sources=$1; shift
part() { echo "$mark $1"; }
${RULES_PARTS}
part listeners; grep -hs ' 0A ' /proc/net/tcp /proc/net/tcp6
part counters; cat /proc/net/snmp /proc/net/netstat
part policy; ip -N rule
if [ -e /proc/net/ip_vs ]; then
  wanted=; for source in $sources; do wanted="$wanted -e $source:"; done
  part connections; [ -z "$wanted" ] || { ipvsadm -Lnc; ipvsadm -Lnc; } | grep -F $wanted
  part thresholds; ipvsadm -Ln --thresholds
fi
part routes; for question; do echo "? $question"; ip -N route get $question 2>&1; done
part end`;

/** What a rule does that looks up no table, as `ip -N rule` numbers it. */
const ACTIONS: Readonly<Record<string, string>> = { 6: 'blackhole', 7: 'unreachable', 8: 'prohibit' };
// 32765:	from all to 192.168.9.0 iif eth9 7
const ACTION = /(?<!lookup) ([678])$/;

/** @param mark that LOOK_SCRIPT was given. @throws ParseError */
export function parseLook(output: string, mark: string): Look {
  const parts = splitParts(output, mark);
  const part = (name: string): string => parts[name] ?? '';
  return {
    ...parseIptablesSave(part('rules')),
    nftRuleset: part('nft'),
    listeners: parseListeners(part('listeners')),
    counters: parseKernelCounters(part('counters')),
    routeRules: splitLines(part('policy')).map(({ text }) =>
      text.replace(ACTION, (_, action: string) => ` ${ACTIONS[action]}`),
    ),
    connections: 'connections' in parts ? parseTable(part('connections')) : undefined,
    thresholds: parseThresholds(part('thresholds')),
  };
}

export const askRoute = ({ to, from, input }: RouteQuestion): string =>
  `${to}${from === undefined ? '' : ` from ${from}`}${input === undefined ? '' : ` iif ${input}`}`;

/** Types of routes that `ip` prints before the destination, by name or by number (linux/rtnetlink.h). */
const TYPES: Readonly<Record<string, string>> = { 2: 'local', 3: 'broadcast', 4: 'anycast', 5: 'multicast' };
const WORDS = new Set(Object.values(TYPES));

// 192.168.200.5 from 192.168.0.240 via 192.168.0.100 dev eth0 iif eth1
// local 192.168.0.240 dev lo src 192.168.0.240
// RTNETLINK answers: Network is unreachable
function readAnswer(question: RouteQuestion, lines: string[]): RouteSaid {
  const text = lines.filter((line) => !/^cache\b/.test(line)).join(' ');
  const [first = ''] = text.split(' ');
  const isAnswer = /^(?:[a-z]+|\d) \d+\.\d+\.|^\d+\.\d+\./.test(text);
  const type = WORDS.has(first) ? first : (TYPES[first] ?? 'unicast');
  return {
    question,
    type: isAnswer ? type : undefined,
    via: isAnswer ? / via ([\d.]+)/.exec(text)?.[1] : undefined,
    device: isAnswer ? / dev (\S+)/.exec(text)?.[1] : undefined,
    text,
  };
}

/** @param questions those of the node, in the order in which LOOK_SCRIPT was given them. @throws ParseError */
export function parseRoutesSaid(output: string, mark: string, questions: RouteQuestion[]): RouteSaid[] {
  const lines = splitLines(splitParts(output, mark)['routes'] ?? '').map(({ text }) => text);
  const begins = lines.flatMap((line, index) => (line.startsWith('? ') ? [index] : []));
  return questions.flatMap((question, index) => {
    const at = begins[index];
    return at === undefined ? [] : [readAnswer(question, lines.slice(at + 1, begins[index + 1]))];
  });
}

/**
 * `sh -c FOLLOW_SCRIPT sh DEVICE SOURCES URL BYTES COUNT`: COUNT sources separated by commas, of which OWN is one, ask all at once,
 * each with so many BYTES to upload. Where URL is an address alone, it is asked for an echo. Prints what REQUEST_SCRIPT does.
 */
export const FOLLOW_SCRIPT = `${WITH_SOURCES}
url=$1 bytes=$2 count=$3
ask() {
  from=; [ "$1" = ${OWN} ] || from="-I $1"
  ping -n -q -c 1 -W 1 $from "$url" >/dev/null 2>&1
  echo "$1 $? 000 0 0 0 0 0"
}
case $url in
http:*) perl -e '${REQUEST_PERL}' "$url" ${REQUEST_TIMEOUT_MS} "$bytes" "$count" "$count" '' "$sources" ;;
*) for source in $(echo "$sources" | tr , ' '); do ask "$source" & done; wait; echo "end $count" ;;
esac`;
