/** A guide is Markdown; a line `<!-- step: ID -->` begins the section of a step, `<!-- end -->` what follows them. */

const MARKER = /^<!-- (?:step: ([a-z0-9-]+)|(end)) -->\n/gm;

export interface Guide {
  /** Without the markers. */
  whole: string;
  /** By step id. */
  steps: Record<string, string>;
}

/** @param written its lines may end as on Windows */
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
