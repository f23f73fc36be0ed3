/**
 * Splits a guide into steps. It is Markdown; `<!-- step: ID -->` begins a step's section, `<!-- end -->` the part after
 * the steps.
 */

const MARKER = /^<!-- (?:step: ([a-z0-9-]+)|(end)) -->\n/gm;

export interface Guide {
  /** The whole guide without the markers. */
  whole: string;
  /** Sections by step id. */
  steps: Record<string, string>;
}

interface GuidePart {
  /** null: before the steps, or behind them. */
  step: string | null;
  text: string;
}

/** All of a guide, in its order. @param written may have Windows line ends */
export function guideParts(written: string): GuidePart[] {
  const text = written.replaceAll('\r\n', '\n');
  const marks = [...text.matchAll(MARKER)];
  const parts = marks.map((mark, index) => {
    const [line, id] = mark;
    return { step: id ?? null, text: text.slice(mark.index + line.length, marks[index + 1]?.index).trimEnd() };
  });
  return [{ step: null, text: text.slice(0, marks[0]?.index).trimEnd() }, ...parts];
}

/** @param written may have Windows line ends */
export function cutGuide(written: string): Guide {
  const steps = guideParts(written).flatMap(({ step, text }) => (step === null ? [] : [[step, text] as const]));
  return { whole: written.replaceAll('\r\n', '\n').replace(MARKER, '').trimEnd(), steps: Object.fromEntries(steps) };
}
