/** Changes to the structure of a YAML file by chance, made in its text, so that everything else stays as it was written. */
import * as fc from 'fast-check';
import { isPair, isScalar, parseDocument, visit, type Node, type Pair } from 'yaml';
import type { Mutation } from './edits.ts';

interface Place {
  start: number;
  end: number;
}

interface Places {
  /** Every value, with its data as JSON, which is YAML wherever it is put. */
  values: (Place & { json: string })[];
  keys: Place[];
  /** Key and value. */
  pairs: Place[];
}

const NEST = 200;
const LAUGHS = Array.from({ length: 9 }, (_, level) => `&l${level} [${`*l${level - 1}, `.repeat(9)}]`).slice(1);

/** What no lab has in this place. */
const STRANGE = [
  '',
  '~',
  'true',
  '0',
  '-1',
  '1.5',
  '1e999',
  '-.inf',
  '.nan',
  '0o17',
  '0x10',
  '99999999999999999999',
  '1_000',
  '""',
  '" "',
  '"\\u0000"',
  '"\\uD800"',
  '"\\u202e"',
  '"\\n"',
  `"${'x'.repeat(5000)}"`,
  '[]',
  '{}',
  '[[]]',
  '[~]',
  '"../../etc"',
  '"$(reboot)"',
  '"${vip}"',
  '"${${vip}}"',
  '0.0.0.0',
  '255.255.255.255',
  '10.0.0.1/33',
  '::1',
  '10.0.0.0/0',
  '{__proto__: {role: client}}',
  '{constructor: 1}',
  '{? [a] : b}',
  '{"": 1}',
  '{<<: {a: 1}}',
  '{<<: [~]}',
  '{<<: x}',
  '*nowhere',
  '&a [*a]',
  '&a {b: *a}',
  '&a {<<: *a}',
  '!!binary aGk=',
  '!!set {a}',
  '!!js/function x',
  '!local x',
  '!<x> y',
  '[[a], *b',
  '{a: 1',
  '"open',
  '@x',
  '`x',
  '%x',
  '| x',
  `${'['.repeat(NEST)}${']'.repeat(NEST)}`,
  `${'{a: '.repeat(NEST)}1${'}'.repeat(NEST)}`,
  `[&l0 [lol], ${LAUGHS.join(', ')}]`,
];

const placesIn = new Map<string, Places>();

const rangeOf = (node: unknown): Place | undefined => {
  const range = (node as Node | null)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
};

function findPlaces(source: string): Places {
  const places: Places = { values: [], keys: [], pairs: [] };
  const doc = parseDocument(source, { merge: true });
  visit(doc, {
    Node(key, node) {
      const place = rangeOf(node);
      if (!place) return;
      if (key === 'key') places.keys.push(place);
      else places.values.push({ ...place, json: JSON.stringify(node.toJS(doc)) });
    },
    Pair(_key, pair: Pair) {
      const start = isPair(pair) && isScalar(pair.key) ? rangeOf(pair.key) : undefined;
      const end = rangeOf(pair.value);
      if (start && end) places.pairs.push({ start: start.start, end: end.end });
    },
  });
  return places;
}

/** Of a text that was changed before, the places are looked for anew; undefined: it is no YAML any more. */
function placesOf(source: string): Places | undefined {
  const known = placesIn.get(source);
  if (known) return known;
  try {
    const places = findPlaces(source);
    if (placesIn.size < 20) placesIn.set(source, places); // the seeds come first
    return places;
  } catch {
    return undefined;
  }
}

const at = <T>(items: readonly T[], which: number): T | undefined => items[which % Math.max(1, items.length)];

const put = (text: string, place: Place | undefined, by: string): string =>
  place ? text.slice(0, place.start) + by + text.slice(place.end) : text;

const inPlaces =
  (change: (text: string, places: Places) => string): Mutation =>
  (text) => {
    const places = placesOf(text);
    return places ? change(text, places) : text;
  };

const one = fc.nat(100_000);

export const yamlMutation: fc.Arbitrary<Mutation> = fc.oneof(
  // another type, or something strange
  fc
    .tuple(one, fc.constantFrom(...STRANGE))
    .map(([which, strange]) => inPlaces((text, { values }) => put(text, at(values, which), strange))),
  // what stands elsewhere
  fc
    .tuple(one, one)
    .map(([which, other]) =>
      inPlaces((text, { values }) => put(text, at(values, which), at(values, other)?.json ?? '')),
    ),
  // any data
  fc
    .tuple(one, fc.json({ maxDepth: 3 }))
    .map(([which, json]) => inPlaces((text, { values }) => put(text, at(values, which), json))),
  fc
    .tuple(one, fc.oneof(fc.maxSafeInteger(), fc.double()))
    .map(([which, number]) => inPlaces((text, { values }) => put(text, at(values, which), String(number)))),
  // a field that is gone, twice there, or has another name
  one.map((which) => inPlaces((text, { pairs }) => put(text, at(pairs, which), ''))),
  one.map((which) =>
    inPlaces((text, { pairs }) => {
      const place = at(pairs, which);
      if (!place) return text;
      const pair = text.slice(place.start, place.end).trimEnd();
      const indent = place.start - text.lastIndexOf('\n', place.start - 1) - 1;
      return put(text, place, `${pair}\n${' '.repeat(indent)}${pair}\n`);
    }),
  ),
  fc.tuple(one, one).map(([which, other]) =>
    inPlaces((text, { keys }) => {
      const from = at(keys, other);
      return put(text, at(keys, which), from ? text.slice(from.start, from.end) : '');
    }),
  ),
  fc
    .tuple(one, fc.constantFrom(...STRANGE, 'x', '<<'))
    .map(([which, strange]) => inPlaces((text, { keys }) => put(text, at(keys, which), strange))),
  // an anchor here and its alias there, before it, behind it or within it
  fc.tuple(one, one).map(([which, other]) =>
    inPlaces((text, { values }) => {
      const [anchored, alias] = [at(values, which), at(values, other)];
      if (!anchored || !alias) return text;
      const marked = `&zz ${anchored.json}`;
      const swaps = [
        { place: anchored, by: marked },
        { place: alias, by: '*zz' },
      ].toSorted((a, b) => b.place.start - a.place.start);
      return swaps.reduce((changed, { place, by }) => put(changed, place, by), text);
    }),
  ),
);
