/** The shell that probes run in nodes, and its output as data. Pure. */
import { TOOLS_ONLY } from './tools.ts';

/**
 * Bytes of a frame that are read; its length is told in full. Read at once, frames wait in slots of this size: of the size that
 * tcpdump takes unasked, 256 KiB, its buffer has eight, and the ninth frame of a moment is lost.
 */
const SNAPSHOT_BYTES = 2048;
/** For 4000 frames: all links of a lab have as many in the half second in which a busy machine does not let tcpdump run. */
const BUFFER_KIB = 8192;

/**
 * `sh -c CAPTURE_SCRIPT sh DEVICE FILTER [OPTION...]`: prints frames, as tcpdump does with the options, until its input ends.
 * For each line of it, how many have been read, and how many there were to read: one that is interrupted leaves those that it has
 * not read.
 */
export const CAPTURE_SCRIPT = `${TOOLS_ONLY}
device=$1 filter=$2; shift 2
tcpdump -i "$device" "$@" -s ${SNAPSHOT_BYTES} -B ${BUFFER_KIB} -e -nn -tt -l --immediate-mode -Z root "$filter" & pid=$!
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

/** `sh -c PING_SCRIPT sh DEVICE SOURCE ADDRESS`: the device has the source for as long as it runs. */
export const PING_SCRIPT = `${TOOLS_ONLY}
device=$1 source=$2
trap 'ip address del "$source/32" dev "$device" 2>/dev/null' EXIT
trap 'exit 1' INT TERM HUP
ip address add "$source/32" dev "$device"
for try in 1 2 3; do ping -n -q -I "$source" -c 1 -W 1 "$3" >/dev/null 2>&1 && exit 0; done; exit 1`;

/** `sh -c FILE_SCRIPT sh PATH`: prints the file's first 16 KiB. */
export const FILE_SCRIPT = `${TOOLS_ONLY}
[ -f "$1" ] || exit 1
head -c 16384 "$1"`;
