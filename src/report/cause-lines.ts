/** A cause in words, for reports that people read. */
import type { Cause } from '../cause/cause.ts';
import type { RenderOptions } from './reporter.ts';

const LABELS = {
  zh: { hop: '断在', request: '请求', seen: '实际', expected: '应为', beside: '另外', hint: '提示' },
  en: { hop: 'broken at', request: 'request', seen: 'is', expected: 'must be', beside: 'beside it', hint: 'hint' },
};

/** Each line is a label and what it says. */
export function causeLines(
  { hop, node, request, seen, expected, beside = [], hints }: Cause,
  options: Pick<RenderOptions, 'language' | 'hints'>,
): string[] {
  const { language } = options;
  const label = LABELS[language];
  return [
    `${label.hop}: ${hop}, ${node}`,
    `${label.request}: ${request}`,
    `${label.seen}: ${seen[language]}`,
    `${label.expected}: ${expected[language]}`,
    ...beside.map((one) => `${label.beside}: ${one[language]}`),
    ...hints.slice(0, options.hints).map((hint, index) => `${label.hint} ${index + 1}: ${hint[language]}`),
  ];
}
