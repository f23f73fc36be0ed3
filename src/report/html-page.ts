/** Parts shared by the HTML reports. A page is one self-contained file that loads nothing. Pure. */
import type { Verdict } from '../checks/verdict.ts';
import type { Language } from '../lab/primitives.ts';
import { pictureOf } from './picture.ts';
import { withoutControls } from '../util/controls.ts';
import { HTML_STYLE } from './html-style.ts';
import { escapeXml } from '../util/xml.ts';

/** Escapes text for HTML, including attributes, on one line. */
export const line = (text: string): string => escapeXml(withoutControls(text));

/** Escapes text of several lines, for <pre>. */
export const lines = (text: string): string => text.trimEnd().split(/\r?\n/).map(line).join('\n');

const WORDS = {
  zh: { why: '原因', hint: '提示', seen: '看到', points: '分', passed: '通过', failed: '未通过', skipped: '未判定' },
  en: {
    why: 'Why',
    hint: 'Hint',
    seen: 'Seen',
    points: 'points',
    passed: 'passed',
    failed: 'failed',
    skipped: 'not judged',
  },
};

type Outcome = 'passed' | 'failed' | 'skipped';

export const outcomeOf = ({ passed }: Verdict): Outcome => (passed === null ? 'skipped' : passed ? 'passed' : 'failed');

const SIGNS: Record<Outcome, string> = { passed: '✓', failed: '✗', skipped: '–' };

/** The symbol of an outcome, with its name for screen readers. */
export function sign(outcome: Outcome, language: Language, title = ''): string {
  const word = WORDS[language][outcome];
  const label = title === '' ? word : `${title}: ${word}`;
  return `<span class="sign ${outcome}" role="img" aria-label="${line(label)}" title="${line(label)}">${SIGNS[outcome]}</span>`;
}

/** Embeds each SVG as a separate image, so that ids in different pictures do not conflict. */
function picture(one: Verdict, language: Language): string {
  const svg = pictureOf(one, { language });
  return svg === undefined ? '' : `<img class="picture" alt="" src="data:image/svg+xml,${encodeURIComponent(svg)}">`;
}

function reasons(one: Verdict, language: Language): string {
  const { passed, reason, hint, evidence } = one;
  const words = WORDS[language];
  const parts = [
    passed !== true && reason ? `<p><b>${words.why}</b> ${line(reason[language])}</p>` : '',
    passed === false && hint ? `<p class="hint"><b>${words.hint}</b> ${line(hint[language])}</p>` : '',
    passed !== null && evidence.length > 0
      ? `<div class="seen"><b>${words.seen}</b><pre>${evidence.map(line).join('\n')}</pre></div>`
      : '',
    picture(one, language),
  ];
  return parts.join('');
}

function verdict(one: Verdict, language: Language): string {
  const score = one.maxPoints === 0 ? '' : `<span class="score">${one.points}/${one.maxPoints}</span>`;
  return `<li class="verdict">
${sign(outcomeOf(one), language)}<div><h4>${line(one.title[language])} <code>${line(one.id)}</code>${score}</h4>${reasons(one, language)}</div>
</li>`;
}

const list = (some: Verdict[], language: Language): string =>
  `<ul class="verdicts">${some.map((one) => verdict(one, language)).join('\n')}</ul>`;

/** Failed checks are shown; passed checks and those not judged are collapsed. */
export function verdicts(all: Verdict[], language: Language): string {
  const words = WORDS[language];
  const of = (outcome: Outcome): Verdict[] => all.filter((one) => outcomeOf(one) === outcome);
  const folded = (['skipped', 'passed'] as const).map((outcome) => {
    const some = of(outcome);
    return some.length === 0
      ? ''
      : `<details><summary>${sign(outcome, language)} ${words[outcome]} <span class="count">${some.length}</span></summary>${list(some, language)}</details>`;
  });
  const failed = of('failed');
  return [failed.length === 0 ? '' : list(failed, language), ...folded].join('\n');
}

/** A bar that shows the share of points. */
export function bar(points: number, maxPoints: number): string {
  const share = maxPoints === 0 ? 0 : Math.round((points / maxPoints) * 100);
  return `<span class="bar" aria-hidden="true"><span style="width:${share}%"></span></span>`;
}

/** The page's content security policy forbids loading, scripts and sending of forms, none of which it needs. */
export function page(title: string, language: Language, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${line(title)}</title>
<style>
${HTML_STYLE}
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`;
}
