/** A cause in words, for reports that people read. */
import type { Cause } from '../cause/cause.ts';
import type { Language } from '../lab/primitives.ts';
import type { RenderOptions } from './reporter.ts';

const LABELS = {
  zh: { hop: '断在', request: '请求', seen: '实际', expected: '应为', hint: '提示' },
  en: { hop: 'broken at', request: 'request', seen: 'is', expected: 'must be', hint: 'hint' },
};

/** In one line: where it is broken, what is there and what must be. */
export function causeInOneLine({ hop, node, seen, expected }: Cause, language: Language): string {
  const label = LABELS[language];
  return `${label.hop}: ${hop}, ${node}; ${label.seen}: ${seen[language]}; ${label.expected}: ${expected[language]}`;
}

/** Each line is a label and what it says. */
export function causeLines(
  { hop, node, request, seen, expected, hints }: Cause,
  options: Pick<RenderOptions, 'language' | 'hints'>,
): string[] {
  const { language } = options;
  const label = LABELS[language];
  return [
    `${label.hop}: ${hop}, ${node}`,
    `${label.request}: ${request}`,
    `${label.seen}: ${seen[language]}`,
    `${label.expected}: ${expected[language]}`,
    ...hints.slice(0, options.hints).map((hint, index) => `${label.hint} ${index + 1}: ${hint[language]}`),
  ];
}
