/** The two ends of a measurement of ARP: the node that is set, and the one that asks and hears. Pure. */
import { parseArping } from '../parsers/arping.ts';
import { ParseError } from '../parsers/parse-error.ts';
import { TOOLS_ONLY } from './tools.ts';

/** Signals from a connection that breaks must not keep a script from putting back. */
const HOLD = `${TOOLS_ONLY}
trap : HUP INT TERM PIPE`;

/** Questions about one address, and seconds between them. */
const QUESTIONS = 3;
const PAUSE = 0.1;

/**
 * `sh -c SETTER_SCRIPT sh SETTING DEVICE`: each line of its input is a value of the setting, which is then in force on the
 * device, and words `SOURCE>TARGET`: packets that are sent with it, before which the kernel must ask for the target. Answers
 * `ended STATUS ` once they are on their way, and forgets the targets. When its input ends the values are put back: also when
 * whoever opened it was killed.
 */
export const SETTER_SCRIPT = `${HOLD}
all=/proc/sys/net/ipv4/conf/all/$1 own=/proc/sys/net/ipv4/conf/$2/$1 device=$2
all_before=$(cat "$all") && own_before=$(cat "$own") || exit 3
send() {
  ip neighbour del "$2" dev "$device"
  ping -n -q -c 1 -W 0.2 -I "$1" "$2"
  ip neighbour del "$2" dev "$device"
} >/dev/null 2>&1
while read -r value packets; do
  echo 0 >"$own" && echo "$value" >"$all"
  status=$?
  for packet in $packets; do send "\${packet%>*}" "\${packet#*>}" & done
  wait
  echo "ended $status "
done
echo "$own_before" >"$own"
echo "$all_before" >"$all"`;

/**
 * `sh -c ASKER_SCRIPT sh DEVICE ADDRESS...`: each line of its input is words `ASKER>ADDRESS`, questions that are asked all at
 * once. Answers `ended 0 OUTPUT`, what arping printed, in base64. When its input ends it forgets where the addresses are:
 * whoever was heard meanwhile must not stay in its cache.
 */
export const ASKER_SCRIPT = `${HOLD}
device=$1; shift
while read -r questions; do
  said=$({
    for question in $questions; do
      arping -i "$device" -S "\${question%>*}" -c ${QUESTIONS} -W ${PAUSE} "\${question#*>}" 2>/dev/null &
    done
    wait
  } | base64 -w 0)
  echo "ended 0 $said"
done
for address; do ip neighbour flush to "$address" dev "$device" >/dev/null 2>&1; done`;

export interface ArpCase {
  /** Who has it? Or the source of a packet. */
  address: string;
  /** In whose name it is asked. */
  asker: string;
}

/** What is asked at once. Arping knows replies by the address that it asked for: two questions about one take turns. */
export function wavesOf<Case extends ArpCase>(cases: Case[]): Case[][] {
  const waves: Case[][] = [];
  for (const one of cases) {
    const wave = waves.find((others) => others.every(({ address }) => address !== one.address));
    if (wave) wave.push(one);
    else waves.push([one]);
  }
  return waves;
}

export const questionLine = (cases: ArpCase[]): string =>
  cases.map(({ asker, address }) => `${asker}>${address}`).join(' ');

/**
 * The MACs that answered for each address.
 * @throws ParseError when less was asked than should have been: what was not asked must not look like what was not answered
 */
export function parseAnswers(output: string, cases: ArpCase[]): string[][] {
  const asked = output.match(new RegExp(`^${QUESTIONS} packets transmitted`, 'gm')) ?? [];
  if (asked.length !== cases.length) {
    throw new ParseError(`answers for ${cases.length} addresses`, asked.length + 1, output.slice(-200));
  }
  const replies = parseArping(output);
  return cases.map(({ address }) => replies.filter((one) => one.address === address).map(({ mac }) => mac));
}
