/** The report of `lab check` as an HTML page. */
import { causeLines } from './cause-lines.ts';
import { bar, line, page, verdicts } from './html-page.ts';
import type { Reporter } from './reporter.ts';

const WORDS = {
  zh: { title: '检查报告', points: '得分', passed: '通过', failed: '未通过', skipped: '未判定' },
  en: { title: 'Check', points: 'points', passed: 'passed', failed: 'failed', skipped: 'not judged' },
};

export const html: Reporter = ({ lab, instance, points, maxPoints, checks, cause }, options) => {
  const { language } = options;
  const words = WORDS[language];
  const found = cause ? `<div class="seen"><pre>${causeLines(cause, options).map(line).join('\n')}</pre></div>` : '';
  const count = (passed: boolean | null): number => checks.filter((one) => one.passed === passed).length;
  return page(
    `${instance}: ${words.title} ${lab}`,
    language,
    `<h1>${line(instance)}</h1>
<p class="lead">${words.title} · ${line(lab)}</p>
<ul class="tiles">
<li><b>${points}/${maxPoints}</b>${words.points} ${bar(points, maxPoints)}</li>
<li><b>${count(true)}</b>${words.passed}</li>
<li><b>${count(false)}</b>${words.failed}</li>
<li><b>${count(null)}</b>${words.skipped}</li>
</ul>
<h2>${words.title}</h2>
<section class="card">${found}${verdicts(checks, language)}</section>`,
  );
};
