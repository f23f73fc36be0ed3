/** Messages about unknown names, with the most similar known name. */

/** Edit distance with insertion, deletion, replacement and swapping of neighbours (optimal string alignment). */
function distance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const replaced = previous[column - 1]! + (isSame ? 0 : 1);
      const swapped = isSwap ? beforePrevious[column - 2]! + 1 : replaced;
      current.push(Math.min(replaced, swapped, previous[column]! + 1, current[column - 1]! + 1));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[to.length]!;
}

/** The known word that was probably meant: at most a third of the letters differ. */
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

/** Formats a value of a lab file on one line. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(cut(value));
    case 'number':
    case 'boolean':
      return String(value);
    default:
      if (value === null) return 'nothing';
      if (!Array.isArray(value)) return 'a map';
      return value.length === 0 ? 'an empty list' : 'a list';
  }
}
