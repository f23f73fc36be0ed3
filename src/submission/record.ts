/**
 * What a student types on a node, as it is recorded there: by bash itself in `lab shell`, by a few lines of shell around
 * the command of `lab exec`. The record dies with the container, so `lab reset` clears it. Pure.
 */

const FOLDER = '/var/lib/lab';
export const RECORD_FILE = `${FOLDER}/commands`;

/**
 * Read by bash before each prompt. A line of the record is `WHAT TIME SHELL TEXT`, tabs between and a zero byte behind:
 * n a shell began (in this folder), b a command begins, e it ended (with this exit status). The beginning is written by
 * PS0, which bash expands once a whole command was read, here-documents and all, and before it runs: so a command that
 * never ends, or ends the shell, is known too. Everything fails silently: the shell is the student's.
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

/** A root shell that records: with a full disk it records nothing, and is a shell all the same. */
export const recordedShell: string[] = [
  '/bin/bash',
  '-c',
  `{ mkdir -p ${FOLDER} && printf %s "$1" >${FOLDER}/record; } 2>/dev/null
export PROMPT_COMMAND='{ . ${FOLDER}/record; } 2>/dev/null'
exec /bin/bash -l`,
  'bash',
  SHELL_RECORDER,
];

// `exec` in a subshell runs programs alone, no word of the shell and no function of this script.
const EXEC_SCRIPT = String.raw`text=$1; shift
note() {
  { mkdir -p ${FOLDER} && printf '%s\t%s\t%s\t%s\0' "$1" "$(date +%s.%N)" "x$$" "$2" >>${RECORD_FILE}; } 2>/dev/null
}
note b "$text"
(exec "$@"); status=$?
note e $status
exit $status`;

const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** Words as one line that a shell takes apart into the same words. */
export const quoted = (words: string[]): string =>
  words.map((word) => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');

/** The command, recorded; input, output and exit status are its own. */
export const recordedCommand = (command: string[]): string[] => [
  '/bin/sh',
  '-c',
  EXEC_SCRIPT,
  'sh',
  quoted(command),
  ...command,
];

/** A command as it was recorded. Times are milliseconds since 1970, by the node's clock. */
export interface RecordedCommand {
  run: string;
  by: 'shell' | 'exec';
  /** Which of the node's shells it was typed in, from 1; commands of `lab exec` have 0, none depends on another. */
  shell: number;
  /** Where that shell began. */
  folder: string;
  at: number;
  /** null: it had not ended when the record was read. */
  endedAt: number | null;
  /** Exit status; null when it had not ended, or ended with its shell. */
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

/** A line that was cut off (the disk was full) is left out. */
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

/** The commands of a record, in the order in which they began. */
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
    // The number of a process is given again: a shell that begins is another one.
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
