/**
 * Output of nodes and names chosen by students may contain escape sequences, line breaks and text direction marks, which
 * could control the reader's terminal or imitate lines of the report. These functions make them harmless.
 */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

export const withoutControls = (text: string): string => text.replace(CONTROLS, '\ufffd');

/** The terminal styles that our own reports use. */
// oxlint-disable-next-line no-control-regex
const OURS = /\u001b\[(?:0|1|2|31|32)m/y;

/** Cleans a text of several lines for a terminal; keeps line breaks, tabs and our own styles. */
export const forTerminal = (text: string): string =>
  text.replace(CONTROLS, (control, at: number) => {
    OURS.lastIndex = at;
    const isLayout = control === '\n' || control === '\t' || (control === '\r' && text[at + 1] === '\n');
    return isLayout || OURS.test(text) ? control : '\ufffd';
  });

/** Writes control characters in JSON as escapes, which does not change its meaning. */
export const forJson = (json: string): string =>
  json.replace(CONTROLS, (control) =>
    control === '\n' ? control : `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
