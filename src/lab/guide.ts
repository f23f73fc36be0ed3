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

/** @param written may have Windows line ends */
export function cutGuide(written: string): Guide {
  const text = written.replaceAll('\r\n', '\n');
  const marks = [...text.matchAll(MARKER)];
  const steps: Record<string, string> = {};
  marks.forEach((mark, index) => {
    const [line, id] = mark;
    if (id !== undefined) steps[id] = text.slice(mark.index + line.length, marks[index + 1]?.index).trimEnd();
  });
  return { whole: text.replace(MARKER, '').trimEnd(), steps };
}
