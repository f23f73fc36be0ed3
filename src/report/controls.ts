/**
 * What nodes print, and what students name, may hold escape sequences, line ends and marks that turn the direction of
 * text. They would act on the reader's terminal, or pass for lines of the report.
 */
export const withoutControls = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
