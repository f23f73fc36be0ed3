/** The files that `lab grade` always writes. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassReport } from '../actions/grade/result.ts';
import { CLASS_REPORTERS, type ClassReporterName } from '../report/class-reporters.ts';
import { BYTE_ORDER_MARK } from '../report/grades/csv.ts';
import { gradescopeFiles } from '../report/grades/gradescope.ts';
import { classMoodle } from '../report/grades/moodle.ts';
import { classXlsx } from '../report/grades/xlsx.ts';
import type { ClassRenderOptions } from '../report/reporter.ts';
import { LabError } from '../util/errors.ts';

/** Written as the reporter gives them. */
const TEXTS: [string, ClassReporterName][] = [
  ['report.html', 'html'],
  ['report.json', 'json'],
  ['junit.xml', 'junit'],
];

async function attempt(file: string, doing: Promise<unknown>): Promise<void> {
  await doing.catch((cause: unknown) => {
    throw new LabError('FILE_UNWRITABLE', `${file}: ${(cause as Error).message}`, { cause });
  });
}

/**
 * @returns the paths in `outDir` that were written
 * @throws LabError FILE_UNWRITABLE
 */
export async function writeClassFiles(
  outDir: string,
  report: ClassReport,
  options: ClassRenderOptions,
): Promise<string[]> {
  const files: [string, string | Buffer][] = [
    ...TEXTS.map(([name, reporter]): [string, string] => [name, `${CLASS_REPORTERS[reporter](report, options)}\n`]),
    ['report.csv', `${BYTE_ORDER_MARK}${CLASS_REPORTERS.csv(report, options)}\n`],
    ['report.xlsx', await classXlsx(report, options)],
    ['moodle.csv', `${BYTE_ORDER_MARK}${classMoodle(report, options)}\n`],
  ];
  for (const [name, content] of files) {
    const file = join(outDir, name);
    await attempt(file, writeFile(file, content));
  }
  const folder = join(outDir, 'gradescope');
  await attempt(folder, mkdir(folder, { recursive: true }));
  for (const { submission, text } of gradescopeFiles(report, options)) {
    const file = join(folder, `${submission}.json`);
    // What an earlier run wrote is of other work.
    await attempt(file, text === undefined ? rm(file, { force: true }) : writeFile(file, `${text}\n`));
  }
  return [...files.map(([name]) => name), 'gradescope'];
}
