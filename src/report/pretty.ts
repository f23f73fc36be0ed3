/** The report of `lab check` for people: one line per check, with reason, hint and evidence if it did not pass. */
import type { Cause } from '../diagnosis/cause.ts';
import type { Verdict } from '../checks/verdict.ts';
import { causeLines } from './cause-lines.ts';
import { withoutControls } from '../util/controls.ts';
import { stepLine } from './steps.ts';
import { wrap } from '../util/wrap.ts';
import type { RenderOptions, Reporter } from './reporter.ts';

const CODES = { green: 32, red: 31, dim: 2, bold: 1 };

const painter =
  (colour: boolean) =>
  (style: keyof typeof CODES, text: string): string =>
    colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;

type Paint = ReturnType<typeof painter>;

function mark({ passed }: Verdict, paint: Paint): string {
  if (passed === null) return paint('dim', '-');
  return passed ? paint('green', '✔') : paint('red', '✘');
}

const LABELS = {
  zh: { why: '原因', note: '注意', hint: '提示', seen: '看到', points: '分', steps: '步骤' },
  en: { why: 'why', note: 'note', hint: 'hint', seen: 'seen', points: 'points', steps: 'steps' },
};

const INDENT = '    ';

/** The lines about the first broken hop, which precede other details of the check whose request was followed. */
function causeDetails(cause: Cause, options: RenderOptions, paint: Paint): string[] {
  const [where = '', ...lines] = causeLines(cause, options).map((line) =>
    wrap(withoutControls(line), options.columns, INDENT),
  );
  return [...[where].flat().map((line) => paint('bold', line)), ...lines.flat()];
}

function details(verdict: Verdict, options: RenderOptions, paint: Paint): string[] {
  const { passed, reason, hint, note, evidence, comparison } = verdict;
  const { language, columns } = options;
  const seen = comparison ? '' : `${LABELS[language].seen}: `;
  const shown = evidence.map((line) => paint('dim', `${INDENT}${seen}${withoutControls(line)}`));
  const label = LABELS[language];
  const noted = note ? wrap(`${label.note}: ${withoutControls(note[language])}`, columns, INDENT) : [];
  if (passed === true || !reason) return [...noted, ...(comparison ? shown : [])];
  const lines = wrap(`${label.why}: ${withoutControls(reason[language])}`, columns, INDENT);
  if (passed === null) return lines.map((line) => paint('dim', line));
  return [
    ...lines,
    ...(hint && options.hints > 0 ? wrap(`${label.hint}: ${hint[language]}`, columns, INDENT) : []),
    ...shown,
  ];
}

export const pretty: Reporter = (report, options) => {
  const paint = painter(options.colour);
  const { language } = options;
  const rows = report.checks.flatMap((verdict) => {
    const score = verdict.maxPoints === 0 ? '' : ` (${verdict.points}/${verdict.maxPoints})`;
    return [
      `${mark(verdict, paint)} ${verdict.title[language]}${score} ${paint('dim', verdict.id)}`,
      ...(report.cause?.check === verdict.id ? causeDetails(report.cause, options, paint) : []),
      ...details(verdict, options, paint),
    ];
  });
  const passed = report.checks.filter((verdict) => verdict.passed).length;
  const steps = report.steps ? ['', `${LABELS[language].steps}: ${stepLine(report.steps)}`] : [];
  const total = `${report.instance}: ${passed}/${report.checks.length}, ${report.points}/${report.maxPoints} ${LABELS[language].points}`;
  return [...rows, ...steps, '', paint('bold', total)].join('\n');
};
