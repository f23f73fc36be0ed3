import type { LabPlace } from '../../lab/place.ts';
import { relative, resolve } from 'node:path';
import { LabError } from '../../util/errors.ts';
import { gatherSubmission } from '../../actions/submission/gather.ts';
import type { SubmittedNode } from '../../actions/submission/manifest.ts';
import { writeWhole } from '../../util/whole-file.ts';
import { table } from '../../util/wrap.ts';
import { EXIT, languageOf, print, printError, printJson, type Io } from '../io.ts';
import { type InstanceOptions } from '../arguments.ts';
import { openInstance } from '../session.ts';
import { userName } from '../user-name.ts';

export interface SubmitOptions extends InstanceOptions {
  output: string;
  name?: string;
}

const SAYS = {
  zh: {
    heading: ['节点', '命令', '文件', '删除'],
    leftOut: '未收入',
    empty: '没有记录到任何命令：只记录在 `lab shell` 和 `lab exec` 中输入的命令。',
  },
  en: {
    heading: ['NODE', 'COMMANDS', 'FILES', 'DELETED'],
    leftOut: 'left out',
    empty: 'No command was recorded. Only commands typed in `lab shell` and `lab exec` are recorded.',
  },
};

/** The student's name: from --name, else from git, else the login name. */
async function studentName(named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const { execa } = await import('execa');
  const { stdout } = await execa('git', ['config', 'user.name'], { reject: false, stdin: 'ignore' });
  return stdout?.trim() || userName();
}

/** `lab submit`: writes the student's work to a file. */
export async function submit(io: Io, place: LabPlace, options: SubmitOptions): Promise<number> {
  const { output } = options;
  if (!/\.(tar\.gz|tgz)$/.test(output))
    throw new LabError('ARGUMENT_INVALID', `--output is "${output}", expected a name that ends in .tar.gz`);
  if (options.name !== undefined && (options.name.trim() === '' || options.name.length > 200))
    throw new LabError('ARGUMENT_INVALID', `--name is "${options.name}", expected a name of 200 characters at most`);
  const { engine, instance } = await openInstance(io, place, options);
  const student = await studentName(options.name);
  const { nodes, pack } = await gatherSubmission(engine, instance, student, io.signal);
  const file = resolve(io.cwd, output);
  await writeWhole(file, await pack()).catch((cause: unknown) => {
    throw new LabError('FILE_UNWRITABLE', `-o ${relative('', file)}: ${(cause as Error).message}`, { cause });
  });
  const rows = nodes.map(([node, { commands, files, deleted, leftOut }]) => ({
    node,
    commands: commands.length,
    files: files.map(({ path }) => path),
    deleted,
    leftOut,
  }));
  if (options.json) printJson(io, { lab: place.id, instance: instance.name, file: output, student, nodes: rows });
  else tell(io, rows, options);
  return EXIT.fine;
}

interface Row {
  node: string;
  commands: number;
  files: string[];
  deleted: string[];
  leftOut: SubmittedNode['leftOut'];
}

function tell(io: Io, rows: Row[], options: SubmitOptions): void {
  const says = SAYS[languageOf(io, options)];
  const cells = rows.map(({ node, commands, files, deleted }) => [
    node,
    String(commands),
    files.join(' '),
    deleted.join(' '),
  ]);
  print(io, table([says.heading, ...cells]));
  for (const { node, leftOut } of rows)
    for (const { path, why } of leftOut) printError(io, `${says.leftOut}: ${node} ${path} (${why})`);
  if (rows.every(({ commands }) => commands === 0)) printError(io, says.empty);
  print(io, `\n${options.output}`);
}
