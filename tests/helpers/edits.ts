/** Changes to a text by chance: what people type by mistake, and what means something to those who read it. */
import * as fc from 'fast-check';

export type Mutation = (text: string) => string;

export const PIECES: readonly string[] = [
  '\t',
  '\n',
  '  ',
  '- ',
  ': ',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '|',
  '>',
  '!x ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '*a',
  '&a ',
  '*quiet-arp',
  '<<: *route-hint',
  '${',
  '${vip}',
  '${x}',
  '__proto__: 1',
  'constructor',
  '0',
  '-1',
  '1e999',
  '.inf',
  '.nan',
  '0x7fffffffffffffffff',
  '9007199254740993',
  'null',
  '~',
  'no',
  '2026-01-01',
  '\r',
  '\r\n',
  '\0',
  '\u2028',
  '\u0085',
  '\ufeff',
  '\ud800',
  '😀',
  '实',
  'é',
  '\u202e',
  'ﬀ',
  '٣',
];

const edit: fc.Arbitrary<Mutation> = fc
  .record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(400)),
    piece: fc.oneof(fc.constantFrom('', ...PIECES), fc.string({ maxLength: 8, unit: 'binary' })),
  })
  .map(({ at, length, piece }) => (text) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + piece + text.slice(start + length);
  });

const movedLine: fc.Arbitrary<Mutation> = fc.tuple(fc.nat(1000), fc.nat(1000)).map(([from, to]) => (text) => {
  const lines = text.split('\n');
  const [line = ''] = lines.splice(from % lines.length, 1);
  lines.splice(to % lines.length, 0, line);
  return lines.join('\n');
});

/** As other editors and systems save it. */
const saved: fc.Arbitrary<Mutation> = fc.constantFrom<Mutation>(
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\ufeff${text}`,
  (text) => text.replaceAll('  ', '\t'),
  (text) => text.replaceAll(' ', '\u00a0'),
  (text) => text.trimEnd(),
  (text) => `---\n${text}...\n`,
  (text) => text + text,
);

export const textMutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 6, arbitrary: edit },
  { weight: 2, arbitrary: movedLine },
  { weight: 1, arbitrary: saved },
);

export const applied = (text: string, mutations: readonly Mutation[]): string =>
  mutations.reduce((changed, mutate) => mutate(changed), text);
