/** Messages about a name that is not known: what it could have been. */

/** Letters to insert, delete or replace to make one word the other (Levenshtein). */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of from.split('').entries()) {
    const current = [row + 1];
    for (const [column, other] of to.split('').entries()) {
      const replaced = previous[column]! + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}

/** The known word that `word` was probably meant to be: a third of the letters wrong at most. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= candidate.length / 2)
    .map((candidate) => ({ candidate, cost: distance(word, candidate) }))
    .filter(
      ({ candidate, cost }) => cost < word.length && cost <= Math.ceil(Math.max(word.length, candidate.length) / 3),
    )
    .toSorted((a, b) => a.cost - b.cost);
  return best?.candidate;
}

/** `expected one of a, b, c; did you mean b?` */
export function expectedOneOf(known: readonly string[], got: unknown): string {
  if (known.length === 0) return 'but there is none to choose from';
  const meant = typeof got === 'string' ? nearest(got, known) : undefined;
  return `expected one of ${known.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

const SHOWN_LENGTH = 60;

const cut = (text: string): string => (text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text);

/** A value of a lab file on one line. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(cut(value));
    case 'number':
    case 'boolean':
      return String(value);
    default:
      if (value === null) return 'nothing';
      return Array.isArray(value) ? 'a list' : 'a map';
  }
}
