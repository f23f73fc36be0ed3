/** The shell that probes run in clients, and its output as data. Pure. */
import { mapLines, splitLines } from '../parsers/lines.ts';
import { ParseError } from '../parsers/parse-error.ts';
import type { HttpResult } from './probes.ts';
import { TOOLS_ONLY } from './tools.ts';

/** Seconds that a request may take. An IPVS lab answers in milliseconds; TCP repeats a lost SYN after one second. */
const REQUEST_TIMEOUT = 2;
export const REQUEST_TIMEOUT_MS = REQUEST_TIMEOUT * 1000;

/** Prints one line a request: source, exit status, HTTP status, seconds, source port, body (first 4 KiB) in base64. */
export const REQUEST = `
upload=
request() {
  body=$(mktemp)
  from=; [ -z "$1" ] || from="--interface $1"
  seen=$(curl -q -s --noproxy '*' --max-time ${REQUEST_TIMEOUT} $from $upload -o "$body" -w '%{http_code} %{time_total} %{local_port}' "$2")
  echo "\${1:--} $? \${seen:-000 0 0} $(head -c 4096 "$body" | base64 -w 0)"
  rm -f "$body"
}`;

/** `sh -c HTTP_SCRIPT sh URL COUNT [BYTES]`: BYTES to upload with each request */
export const HTTP_SCRIPT = `${TOOLS_ONLY}${REQUEST}
[ -z "$3" ] || { data=$(mktemp); head -c "$3" /dev/zero >"$data"; upload="-H Expect: --data-binary @$data"; }
i=0; while [ $i -lt "$2" ]; do request '' "$1"; i=$((i + 1)); done
[ -z "$3" ] || rm -f "$data"`;

/**
 * `sh -c WIRE_SCRIPT sh DEVICE URL SOURCE...`: adds the sources to the device for as long as it runs, sends a request
 * from each, all at once, and prints their lines.
 */
export const WIRE_SCRIPT = `${TOOLS_ONLY}${REQUEST}
device=$1 url=$2; shift 2
tidy() { for source; do ip address del "$source/32" dev "$device" 2>/dev/null; done; }
trap 'tidy "$@"' EXIT
trap 'exit 1' INT TERM HUP
for source; do ip address add "$source/32" dev "$device"; done
for source; do request "$source" "$url" & done
wait`;

/**
 * Bytes of a frame that are read; its length is told in full. Read at once, frames wait in slots of this size: of the size that
 * tcpdump takes unasked, 256 KiB, its buffer has eight, and the ninth frame of a moment is lost.
 */
const SNAPSHOT_BYTES = 2048;

/**
 * `sh -c CAPTURE_SCRIPT sh DEVICE FILTER`: prints frames until its input ends. For each line of it, how many have been read,
 * and how many there were to read: one that is interrupted leaves those that it has not read.
 */
export const CAPTURE_SCRIPT = `${TOOLS_ONLY}
tcpdump -i "$1" -s ${SNAPSHOT_BYTES} -e -nn -tt -l --immediate-mode -Z root "$2" & pid=$!
exec 3<&0
{ while read -r line <&3; do kill -USR1 $pid; done; kill -INT $pid; } >/dev/null 2>&1 &
wait $pid`;

export interface CaptureCounts {
  captured: number;
  /** That the filter let through, lost ones among them. */
  received: number;
  /** Lost, because there was no room for them. */
  dropped: number;
}

// 12 packets captured, 12 packets received by filter, 0 packets dropped by kernel
const COUNTS = /(\d+) packets? captured, (\d+) packets? received by filter, (\d+) packets? dropped by kernel/;

/** The first answer of a capture that was asked how many; undefined while there is none. */
export function readCounts(output: string): CaptureCounts | undefined {
  const [, captured, received, dropped] = COUNTS.exec(output) ?? [];
  if (captured === undefined) return undefined;
  return { captured: Number(captured), received: Number(received), dropped: Number(dropped) };
}

/** `sh -c PING_SCRIPT sh ADDRESS` */
export const PING_SCRIPT = `${TOOLS_ONLY}
for try in 1 2 3; do ping -n -q -c 1 -W 1 "$1" >/dev/null 2>&1 && exit 0; done; exit 1`;

/** `sh -c FILE_SCRIPT sh PATH`: prints the file's first 16 KiB. */
export const FILE_SCRIPT = `${TOOLS_ONLY}
[ -f "$1" ] || exit 1
head -c 16384 "$1"`;

// 192.168.0.17 0 200 0.003412 43210 MTkyLjE2OC4wLjIyMyBiYnMK
const LINE = /^(\S+) (\d+) (\d{3}) ([\d.]+) (-?\d+)(?: ([A-Za-z0-9+/=]*))?$/;

function readRequest(text: string): HttpResult | undefined {
  const [, source, exitCode, status, seconds, port, body = ''] = LINE.exec(text) ?? [];
  if (source === undefined) return undefined;
  return {
    source: source === '-' ? '' : source,
    sourcePort: Math.max(0, Number(port)),
    exitCode: Number(exitCode),
    status: Number(status),
    body: Buffer.from(body, 'base64').toString('utf8'),
    durationMs: Math.round(Number(seconds) * 1000),
  };
}

/** @throws ParseError when there are not `count` requests: a probe that was cut off must not pass for one that went well */
export function parseRequests(output: string, count: number): HttpResult[] {
  const requests = mapLines(splitLines(output), 'a request of a probe', readRequest);
  if (requests.length !== count) {
    throw new ParseError(`${count} requests of a probe`, requests.length + 1, output.slice(-200));
  }
  return requests;
}
