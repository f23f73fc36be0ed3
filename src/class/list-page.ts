/** The student's list of labs, as HTML without a script. Pure. */
import type { Language, Text } from '../lab/primitives.ts';
import { escapeXml } from '../util/xml.ts';
import type { LabStatus } from './labs-running.ts';
import type { Student } from './roster.ts';
import { CLASS_WORDS } from './words.ts';

export interface LabRow {
  id: string;
  title: Text;
  /** Milliseconds since 1970; undefined: no limit. */
  opens: number | undefined;
  closes: number | undefined;
  status: LabStatus;
  savedAt: number | undefined;
  handedInAt: number | undefined;
}

export interface ListInput {
  title: Text;
  student: Student;
  language: Language;
  /** Whether the other language is offered. */
  hasOther: boolean;
  rows: LabRow[];
  now: number;
}

export const isOpen = ({ opens }: Pick<LabRow, 'opens'>, now: number): boolean => opens === undefined || opens <= now;
export const isClosed = ({ closes }: Pick<LabRow, 'closes'>, now: number): boolean =>
  closes !== undefined && closes <= now;

/** In the zone of the server, which it names. */
const timeOf = (at: number, language: Language): string => {
  const shown = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(at);
  return `<time datetime="${new Date(at).toISOString()}">${escapeXml(shown)}</time>`;
};

const button = (id: string, verb: string, text: string): string =>
  `<form method="post" action="/labs/${id}/${verb}"><button>${escapeXml(text)}</button></form>`;

function stateOf({ status, savedAt, ...row }: LabRow, { language, now }: ListInput): string {
  const words = CLASS_WORDS[language];
  switch (status.is) {
    case 'queued':
      return words.queued(status.ahead);
    case 'starting':
      return words.starting;
    case 'running':
      return status.restored === undefined ? words.running : words.restored(status.restored);
    default:
      if (status.problem !== undefined) return `<strong>${escapeXml(status.problem)}</strong>`;
      if (!isOpen(row, now)) return words.notYet;
      if (savedAt !== undefined) return `${words.saved} ${timeOf(savedAt, language)}`;
      return isClosed(row, now) ? words.closed : words.stopped;
  }
}

function buttonsOf(row: LabRow, { language, now }: ListInput): string {
  const words = CLASS_WORDS[language];
  const { id, status, savedAt } = row;
  const buttons: string[] = [];
  if (status.is === 'running') buttons.push(`<a class="button" href="/labs/${id}/">${words.open}</a>`);
  if (status.is === 'stopped' && isOpen(row, now))
    buttons.push(button(id, 'start', savedAt === undefined ? words.start : words.goOn));
  const hasWork = status.is === 'running' || (status.is === 'stopped' && savedAt !== undefined);
  if (hasWork && isOpen(row, now) && !isClosed(row, now)) buttons.push(button(id, 'hand-in', words.handIn));
  return buttons.join(' ');
}

export function listPage(input: ListInput): string {
  const { title, student, language, hasOther, rows } = input;
  const words = CLASS_WORDS[language];
  const body = rows.map((row) => {
    const { id, opens, closes, handedInAt } = row;
    const cells = [
      `${escapeXml(row.title[language])} <small>${id}</small>`,
      opens === undefined ? words.always : timeOf(opens, language),
      closes === undefined ? words.never : timeOf(closes, language),
      stateOf(row, input),
      handedInAt === undefined ? words.notHandedIn : timeOf(handedInAt, language),
      buttonsOf(row, input),
    ];
    return `<tr data-lab="${id}" data-state="${row.status.is}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const headings = [words.lab, words.opens, words.closes, words.state, words.handedIn, ''];
  const other = language === 'zh' ? 'en' : 'zh';
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title[language])}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/class.css">
</head>
<body>
<header><h1>${escapeXml(title[language])}</h1><p>${escapeXml(student.name)} <small>${escapeXml(student.id)}</small></p>
${hasOther ? `<a href="/?lang=${other}" hreflang="${other}">${words.other}</a>` : ''}</header>
<main>
<h2>${words.labs}</h2>
<table><thead><tr>${headings.map((one) => `<th scope="col">${one}</th>`).join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table>
<p>${words.note}</p>
</main>
</body>
</html>
`;
}

export const CLASS_CSS = `:root{color-scheme:light dark;--ink:#1b2530;--soft:#56626f;--line:#d5dbe2;--ground:#eef1f4;--surface:#fff;--accent:#1f5fae;--accent-ink:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#dde5ed;--soft:#9aa7b4;--line:#2c3743;--ground:#0b1016;--surface:#141b23;--accent:#7fb2f0;--accent-ink:#0b1016;--bad:#ff8f85}}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,'Noto Sans','Noto Sans CJK SC','Microsoft YaHei',sans-serif}
header{display:flex;gap:1.5rem;align-items:baseline;padding:.8rem 1.5rem;background:var(--surface);border-bottom:1px solid var(--line)}
h1{font-size:1.2rem;margin:0;flex:1}h2{font-size:1.05rem}header p{margin:0}small{color:var(--soft)}a{color:var(--accent)}
main{padding:1rem 1.5rem;max-width:75rem}table{border-collapse:collapse;width:100%;background:var(--surface)}
th,td{text-align:left;padding:.6rem .8rem;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600;font-size:.875rem}
td:last-child{white-space:nowrap}form{display:inline}button,.button{display:inline-block;font:inherit;padding:.25rem .8rem;border:1px solid var(--accent);border-radius:.4rem;background:var(--accent);color:var(--accent-ink);cursor:pointer;text-decoration:none}
strong{color:var(--bad)}main>p{color:var(--soft)}
`;
