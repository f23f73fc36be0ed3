/**
 * A graded class as an HTML page: a table of submissions and checks, and the verdicts of each submission with reasons
 * and evidence.
 */
import type { ClassReport, Replayed, Result } from '../actions/grade/result.ts';
import type { Language } from '../lab/primitives.ts';
import type { ClassReporter, RenderOptions } from './reporter.ts';
import { causeLines } from './cause-lines.ts';
import { courseOf, notJudgedLine, pointsOf, STATES } from './class-words.ts';
import { bar, line, lines, outcomeOf, page, sign, verdicts } from './html-page.ts';

const WORDS = {
  zh: {
    title: '评分',
    submissions: '份提交',
    full: '份全部通过',
    mean: '平均分',
    attention: '份需要查看',
    who: '各项检查的结果',
    each: '各份提交的结果',
    student: '提交',
    points: '得分',
    state: '状态',
    share: '通过率',
    commands: '重放的命令',
    node: '节点',
    command: '命令与输出',
    status: '退出码',
    was: '原记录',
    manifest: '实验版本',
  },
  en: {
    title: 'Grading',
    submissions: 'submissions',
    full: 'passed everything',
    mean: 'points on average',
    attention: 'need attention',
    who: 'Results by check',
    each: 'Results by submission',
    student: 'Submission',
    points: 'Points',
    state: 'State',
    share: 'passed',
    commands: 'replayed commands',
    node: 'Node',
    command: 'Command and output',
    status: 'Status',
    was: 'recorded',
    manifest: 'version of the lab',
  },
};

const idOf = (index: number): string => `s${index + 1}`;

function tiles({ submissions, maxPoints }: ClassReport, language: Language): string {
  const words = WORDS[language];
  const judged = submissions.flatMap(({ points }) => points ?? []);
  const mean = judged.length === 0 ? 0 : judged.reduce((total, points) => total + points, 0) / judged.length;
  const notJudged = submissions.filter(({ state }) => state === 'not-judged').length;
  const wanting = submissions.filter(({ state }) => state !== 'judged').length;
  return `<ul class="tiles">
<li><b>${submissions.length}</b>${words.submissions}</li>
<li><b>${submissions.filter(({ passed }) => passed).length}</b>${words.full}</li>
<li><b>${mean.toFixed(1)}/${maxPoints}</b>${words.mean}</li>
<li><b>${wanting}</b>${words.attention}</li>${notJudged === 0 ? '' : `\n<li class="loud"><b>${notJudged}</b>${STATES[language]['not-judged']}</li>`}
</ul>`;
}

interface Column {
  id: string;
  title: string;
}

/** The lab's checks, taken from the first submission that was judged. */
function columnsOf({ submissions }: ClassReport, language: Language): Column[] {
  const judged = submissions.find(({ checks }) => checks.length > 0)?.checks ?? [];
  return judged.map(({ id, title }) => ({ id, title: title[language] }));
}

function matrixRow(one: Result, index: number, columns: Column[], language: Language): string {
  const cells = columns.map(({ id, title }) => {
    const found = one.checks.find((check) => check.id === id);
    return `<td class="cell">${found ? sign(outcomeOf(found), language, title) : ''}</td>`;
  });
  return `<tr><th scope="row"><a href="#${idOf(index)}">${line(one.submission)}</a></th><td class="number">${one.points === null ? '–' : `${one.points} ${bar(one.points, one.maxPoints)}`}</td><td><span class="pill ${one.state}">${STATES[language][one.state]}</span></td>${cells.join('')}</tr>`;
}

/** For each check, the percentage of judged submissions that passed it. */
function shares({ submissions }: ClassReport, columns: Column[], language: Language): string {
  const cells = columns.map(({ id }) => {
    const outcomes = submissions.flatMap(({ checks }) => checks.filter((check) => check.id === id));
    const passed = outcomes.filter((check) => check.passed === true).length;
    return `<td class="cell">${outcomes.length === 0 ? '' : Math.round((passed / outcomes.length) * 100)}</td>`;
  });
  return `<tfoot><tr><th scope="row">${WORDS[language].share} %</th><td></td><td></td>${cells.join('')}</tr></tfoot>`;
}

function matrix(report: ClassReport, language: Language): string {
  const words = WORDS[language];
  const columns = columnsOf(report, language);
  const heads = columns.map(
    ({ id, title }) => `<th scope="col" class="cell" title="${line(title)}"><span>${line(id)}</span></th>`,
  );
  return `<div class="scroll" tabindex="0"><table class="matrix">
<thead><tr><th scope="col">${words.student}</th><th scope="col">${words.points}</th><th scope="col">${words.state}</th>${heads.join('')}</tr></thead>
<tbody>
${report.submissions.map((one, index) => matrixRow(one, index, columns, language)).join('\n')}
</tbody>
${shares(report, columns, language)}
</table></div>`;
}

function commandRow({ node, run, status, recorded, output }: Replayed, language: Language): string {
  const differs = recorded !== null && recorded !== status;
  const was = differs ? ` <span class="out">(${WORDS[language].was}: ${recorded})</span>` : '';
  const printed = output.trim() === '' ? '' : `<pre class="out">${lines(output.replace(/^\n+/, ''))}</pre>`;
  return `<tr><td>${line(node)}</td><td><pre>${lines(run)}</pre>${printed}</td><td class="number${status === 0 ? '' : ' bad'}">${status ?? '–'}${was}</td></tr>`;
}

function commandTable(commands: Replayed[], language: Language): string {
  if (commands.length === 0) return '';
  const words = WORDS[language];
  return `<details><summary>${words.commands} <span class="count">${commands.length}</span></summary>
<table class="commands"><thead><tr><th scope="col">${words.node}</th><th scope="col">${words.command}</th><th scope="col">${words.status}</th></tr></thead><tbody>
${commands.map((one) => commandRow(one, language)).join('\n')}
</tbody></table></details>`;
}

function section(one: Result, index: number, options: RenderOptions): string {
  const { language } = options;
  const { submission, student, state, trouble, cause, notes, points, maxPoints } = one;
  const who = student === submission ? '' : `<span class="who">${line(student)}</span>`;
  return `<section class="card" id="${idOf(index)}">
<div class="head"><h3>${line(submission)}</h3>${who}<span class="pill ${state}">${STATES[language][state]}</span><span class="points">${pointsOf(one)}${points === null ? '' : ` ${bar(points, maxPoints)}`}</span></div>
${trouble ? `<p class="trouble">${line(trouble.text[language])} <code>${trouble.code}</code></p>` : ''}
${notes.map((note) => `<p class="note">${line(note[language])}</p>`).join('\n')}
${cause ? `<div class="seen"><pre>${causeLines(cause, options).map(line).join('\n')}</pre></div>` : ''}
${verdicts(one.checks, language)}
${commandTable(one.commands, language)}
</section>`;
}

export const classHtml: ClassReporter = (report, options) => {
  const { language } = options;
  const notJudged = notJudgedLine(report, language);
  const words = WORDS[language];
  const title = report.title[language];
  return page(
    `${words.title}: ${title}`,
    language,
    `<h1>${line(title)}</h1>
<p class="lead">${words.title} · <code>${line(report.lab)}</code> · ${words.manifest} <code>${line(report.manifest)}</code></p>
${notJudged === undefined ? '' : `<p class="trouble">${line(notJudged)}</p>`}
${tiles(report, language)}
<h2>${words.who}</h2>
${matrix(report, language)}
<h2>${words.each}</h2>
${report.submissions.map((one, index) => section(one, index, options)).join('\n')}
<footer>${courseOf(report, language)
      .map((text) => `<p>${line(text)}</p>`)
      .join('')}</footer>`,
  );
};
