const FLAGS: readonly (readonly [number, string])[] = [
  [0x01, 'F'],
  [0x02, 'S'],
  [0x04, 'R'],
  [0x08, 'P'],
  [0x10, '.'],
];

/** Flags of a TCP header as tcpdump prints them: `S.`. @param bits byte 13 of the header */
export const tcpFlags = (bits: number): string =>
  FLAGS.flatMap(([bit, letter]) => ((bits & bit) === 0 ? [] : [letter])).join('');
