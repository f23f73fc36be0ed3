/** A fresh instance gets the work of an earlier one: its record is done again, and is there for the next submission. */
import type { Engine } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance } from '../orchestrator/instance.ts';
import { runInNode } from '../orchestrator/run-in-node.ts';
import { quoted } from '../util/shell.ts';
import { LabError } from '../util/errors.ts';
import { replay } from './grade/replay.ts';
import { formatRecord, RECORD_FILE, type RecordedCommand } from './submission/record.ts';
import type { NodeWork, Submission, WorkCommand } from './submission/work.ts';

export interface RestoreInput {
  engine: Engine;
  instance: Instance;
  submission: Submission;
  signal: AbortSignal;
}

const isRecorded = (command: WorkCommand): command is RecordedCommand => command.by !== 'script';

/** The record goes on where it ended, and files keep the times of the student: a later replay goes by them. */
async function putRecord({ engine, instance, signal }: RestoreInput, name: string, work: NodeWork): Promise<void> {
  const touches = work.files.flatMap(({ path, writtenAt }) =>
    writtenAt === null ? [] : [`[ ! -e ${quoted([path])} ] || touch -m -d @${writtenAt / 1000} ${quoted([path])}`],
  );
  const script = [`mkdir -p "$(dirname ${RECORD_FILE})" && cat >${RECORD_FILE} || exit 1`, ...touches, 'exit 0'];
  const stdin = formatRecord(work.commands.filter(isRecorded));
  const command = ['/bin/sh', '-c', script.join('\n')];
  const { exitCode, stderr } = await runInNode(engine, nodeHandle(instance, name), command, { stdin, signal });
  if (exitCode !== 0)
    throw new LabError('NODE_UNRESPONSIVE', `${name}: its record cannot be written: ${stderr.trim()}`);
}

/** @returns how many commands were done again @throws LabError, or what broke a connection */
export async function restore(input: RestoreInput): Promise<number> {
  const { engine, instance, submission, signal } = input;
  const nodes = instance.nodes.map(({ name }) => name);
  const { told, done } = replay({ engine, instance, submission, nodes, onBytes: () => {}, signal });
  await done;
  await Promise.all(Object.entries(submission.nodes).map(([name, work]) => putRecord(input, name, work)));
  return told.length;
}
