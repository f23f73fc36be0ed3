/**
 * What nodes print, and what students name, may hold escape sequences, line ends and marks that turn the direction of
 * text. They would act on the reader's terminal, or pass for lines of the report.
 */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

export const withoutControls = (text: string): string => text.replace(CONTROLS, '\ufffd');

/** The styles that our own reports paint with. */
// oxlint-disable-next-line no-control-regex
const OURS = /\u001b\[(?:0|1|2|31|32)m/y;

/** A whole text for a terminal: its lines and tabs stay, and the styles that we paint with. */
export const forTerminal = (text: string): string =>
  text.replace(CONTROLS, (control, at: number) => {
    OURS.lastIndex = at;
    const isLayout = control === '\n' || control === '\t' || (control === '\r' && text[at + 1] === '\n');
    return isLayout || OURS.test(text) ? control : '\ufffd';
  });

/** JSON means the same when they are written as escapes. */
export const forJson = (json: string): string =>
  json.replace(CONTROLS, (control) =>
    control === '\n' ? control : `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
