/**
 * Records the commands that a student runs on a node: in `lab shell` bash records them itself, in `lab exec` a small
 * wrapper script does. The record is stored in the container, so `lab reset` clears it. Pure.
 */
import { quoted } from '../../util/shell.ts';

const FOLDER = '/var/lib/lab';
export const RECORD_FILE = `${FOLDER}/commands`;

/**
 * Sourced by bash before each prompt. An entry of the record is `WHAT TIME SHELL TEXT`, separated by tabs and terminated
 * by a zero byte. WHAT is n (a shell started in the folder TEXT), b (the command TEXT begins) or e (it ended with the exit
 * status TEXT). The b entry is written through PS0, which bash expands after it has read a whole command, including
 * here-documents, and before it runs it, so that commands which never end or which end the shell are recorded too. Errors
 * are ignored, in order not to disturb the student's shell.
 */
export const SHELL_RECORDER = String.raw`__lab_status=$?
__lab_note() {
  printf '%s\t%s\t%s\t%s\0' "$1" "$EPOCHREALTIME" "$$" "$2" >>${RECORD_FILE} || :
}
__lab_begin() {
  local line
  line=$(HISTTIMEFORMAT= history 1)
  [[ $line =~ ^\ *[0-9]+[*\ ]\ (.*)$ ]] && __lab_note b "${'${BASH_REMATCH[1]}'}"
} 2>/dev/null
if [ "${'${__lab_shell:-}'}" != "$$" ]; then
  __lab_note n "$PWD"
elif [ "${'${__lab_ran:-}'}" = 1 ]; then
  __lab_note e "$__lab_status"
fi
__lab_shell=$$ __lab_ran=0 __lab_nil=
HISTCONTROL= HISTIGNORE=
shopt -s cmdhist lithist promptvars
set -o history
PS0='${'${__lab_nil:((__lab_ran=1),0):0}$(__lab_begin)'}'
`;

/** The command for a root shell that records. With a full disk it records nothing, but still works as a shell. */
export const recordedShell: string[] = [
  '/bin/bash',
  '-c',
  `{ mkdir -p ${FOLDER} && printf %s "$1" >${FOLDER}/record; } 2>/dev/null
export PROMPT_COMMAND='{ . ${FOLDER}/record; } 2>/dev/null'
exec /bin/bash -l`,
  'bash',
  SHELL_RECORDER,
];

// `exec` in a subshell can only run programs, not shell builtins or functions of this script.
const EXEC_SCRIPT = String.raw`text=$1; shift
note() {
  { mkdir -p ${FOLDER} && printf '%s\t%s\t%s\t%s\0' "$1" "$(date +%s.%N)" "x$$" "$2" >>${RECORD_FILE}; } 2>/dev/null
}
note b "$text"
(exec "$@"); status=$?
note e $status
exit $status`;

/** Wraps a command so that it is recorded; input, output and exit status do not change. */
export const recordedCommand = (command: string[]): string[] => [
  '/bin/sh',
  '-c',
  EXEC_SCRIPT,
  'sh',
  quoted(command),
  ...command,
];

/** A recorded command. Times are milliseconds since 1970, by the node's clock. */
export interface RecordedCommand {
  run: string;
  by: 'shell' | 'exec';
  /** The number of the shell on this node, from 1; 0 for commands of `lab exec`, which are independent of each other. */
  shell: number;
  /** The folder in which that shell started. */
  folder: string;
  at: number;
  /** null: the command had not ended when the record was read. */
  endedAt: number | null;
  /** Exit status; null if the command had not ended, or ended together with its shell. */
  status: number | null;
}

interface Entry {
  what: string;
  at: number;
  shell: string;
  text: string;
}

// b\t1764000000.123456\t4711\tipvsadm -Ln   (some locales write the time with a comma)
const ENTRY = /^([nbe])\t(\d+)[.,](\d{3})\d*\t(x?\d+)\t([^]*)$/;

/** Parses the entries; one that was truncated because the disk was full is ignored. */
const entriesOf = (record: string): Entry[] =>
  record.split('\0').flatMap((line) => {
    const [, what = '', seconds, thousandths, shell = '', text = ''] = ENTRY.exec(line) ?? [];
    return what === '' ? [] : [{ what, at: Number(`${seconds}${thousandths}`), shell, text }];
  });

interface Shell {
  number: number;
  folder: string;
}

const HOME = '/root';

/** The commands of a record, in the order of their start. */
export function parseRecord(record: string): RecordedCommand[] {
  const commands: RecordedCommand[] = [];
  const open = new Map<string, RecordedCommand>();
  const shells = new Map<string, Shell>();
  let count = 0;
  for (const { what, at, shell: id, text } of entriesOf(record)) {
    const isExec = id.startsWith('x');
    const running = open.get(id);
    if (running && what !== 'b') {
      running.endedAt = at;
      if (what === 'e') running.status = Number(text);
      open.delete(id);
    }
    // Process ids are reused, so an n entry always means a new shell.
    if (what === 'n' || (what === 'b' && !isExec && !shells.has(id)))
      shells.set(id, { number: (count += 1), folder: what === 'n' ? text : HOME });
    if (what !== 'b') continue;
    const { number, folder } = shells.get(id) ?? { number: 0, folder: HOME };
    const by = isExec ? 'exec' : 'shell';
    const command: RecordedCommand = { run: text, by, shell: number, folder, at, endedAt: null, status: null };
    commands.push(command);
    open.set(id, command);
  }
  return commands.toSorted((a, b) => a.at - b.at);
}

/**
 * The record that `parseRecord` reads as these commands, for a node on which they were done again. Its shells have numbers that no
 * process has, so that shells which are opened later are others.
 */
export function formatRecord(commands: readonly RecordedCommand[]): string {
  const entries: { at: number; order: number; text: string }[] = [];
  const begun = new Set<string>();
  const add = (what: string, at: number, id: string, text: string): void => {
    const time = `${Math.floor(at / 1000)}.${String(Math.round(at % 1000)).padStart(3, '0')}000`;
    entries.push({ at, order: entries.length, text: `${what}\t${time}\t${id}\t${text}\0` });
  };
  for (const [index, { run, by, shell, folder, at, endedAt, status }] of commands.entries()) {
    const id = by === 'exec' ? `x${NO_PROCESS}${index}` : `${NO_PROCESS}${shell}`;
    if (by === 'shell' && !begun.has(id)) add('n', at, id, folder);
    begun.add(id);
    add('b', at, id, run);
    if (endedAt !== null) add(status === null ? 'n' : 'e', endedAt, id, status === null ? folder : String(status));
  }
  const sorted = entries.toSorted((a, b) => a.at - b.at || a.order - b.order);
  return sorted.map(({ text }) => text).join('');
}

/** Above the largest process id that Linux has, with more digits behind it. */
const NO_PROCESS = '9999999';
