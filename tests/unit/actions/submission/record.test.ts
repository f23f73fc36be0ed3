import { execFileSync, spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { array, assert, property, string } from 'fast-check';
import {
  formatRecord,
  parseRecord,
  recordedCommand,
  recordedShell,
  type RecordedCommand,
} from '../../../../src/actions/submission/record.ts';
import { quoted } from '../../../../src/util/shell.ts';

const row = (...fields: string[]): string => `${fields.join('\t')}\0`;
const command = (changes: Partial<RecordedCommand>): RecordedCommand => ({
  run: 'true',
  by: 'shell',
  shell: 1,
  folder: '/root',
  at: 1000,
  endedAt: 2000,
  status: 0,
  ...changes,
});

describe('parseRecord', () => {
  const records: { description: string; record: string; commands: RecordedCommand[] }[] = [
    { description: 'nothing', record: '', commands: [] },
    {
      description: 'a command with its exit status',
      record:
        row('n', '0.500000', '60', '/root') + row('b', '1.000999', '60', 'false') + row('e', '2.000000', '60', '1'),
      commands: [command({ run: 'false', status: 1 })],
    },
    {
      description: 'a here-document, with its line ends and tabs',
      record:
        row('n', '0.5000', '60', '/root') +
        row('b', '1.000000', '60', "cat >x <<'E'\n\ta\t'b'\nE") +
        row('e', '2.000000', '60', '0'),
      commands: [command({ run: "cat >x <<'E'\n\ta\t'b'\nE" })],
    },
    {
      description: 'one that had not ended',
      record: row('n', '0.500000', '60', '/root') + row('b', '1.000000', '60', 'sleep 9'),
      commands: [command({ run: 'sleep 9', endedAt: null, status: null })],
    },
    {
      description: 'a shell within the shell, in another folder',
      record:
        row('n', '0.500000', '60', '/root') +
        row('b', '1.000000', '60', 'bash') +
        row('n', '1.100000', '97', '/etc') +
        row('b', '1.200000', '97', 'ls') +
        row('e', '1.300000', '97', '0') +
        row('e', '2.000000', '60', '0'),
      commands: [command({ run: 'bash' }), command({ run: 'ls', shell: 2, folder: '/etc', at: 1200, endedAt: 1300 })],
    },
    {
      description: 'a shell that took the place of another one, or its number',
      record:
        row('n', '0.500000', '60', '/root') +
        row('b', '1.000000', '60', 'exec bash') +
        row('n', '2.000000', '60', '/tmp') +
        row('b', '3.000000', '60', 'ls') +
        row('e', '4.000000', '60', '0'),
      commands: [
        command({ run: 'exec bash', status: null }),
        command({ run: 'ls', shell: 2, folder: '/tmp', at: 3000, endedAt: 4000 }),
      ],
    },
    {
      description: 'lab exec, each on its own',
      record: row('b', '1.000000000', 'x9', 'ip a') + row('e', '2.000000000', 'x9', '127'),
      commands: [command({ run: 'ip a', by: 'exec', shell: 0, status: 127 })],
    },
    {
      description: 'two shells at once, in the order of their commands',
      record:
        row('b', '3.000000', '61', 'later') + row('b', '1.000000', '60', 'earlier') + row('e', '2.000000', '60', '0'),
      commands: [
        command({ run: 'earlier', shell: 2 }),
        command({ run: 'later', at: 3000, endedAt: null, status: null }),
      ],
    },
    {
      description: 'a time with a comma, as some locales have it',
      record: row('n', '0,5000', '60', '/root') + row('b', '1,000000', '60', 'x') + row('e', '2,000000', '60', '0'),
      commands: [command({ run: 'x' })],
    },
    {
      description: 'rows that were cut off or are none',
      record: `b\t1.0\0b\t1\0\0nonsense\0${row('b', '1.000000', '60', 'x')}${row('e', '2.000000', '60', '0')}b\t3.000000\t6`,
      commands: [command({ run: 'x' })],
    },
    {
      description: 'the end of a command that nobody began',
      record: row('e', '2.000000', '60', '0'),
      commands: [],
    },
  ];
  for (const { description, record, commands } of records) {
    it(`reads ${description}`, () => {
      expect(parseRecord(record)).to.deep.equal(commands);
    });
  }

  it('takes any text without a failure', () => {
    assert(property(string({ unit: 'binary' }), (text) => Array.isArray(parseRecord(text))));
  });
});

describe('formatRecord', () => {
  const told = { folder: '/root', shell: 1, by: 'shell' as const };
  const commands = [
    { ...told, run: 'ipvsadm -A -t 1.2.3.4:80\n  -s rr', at: 1764000000123, endedAt: 1764000000200, status: 0 },
    { ...told, shell: 0, by: 'exec' as const, run: 'true', at: 1764000000150, endedAt: 1764000000160, status: 1 },
    { ...told, run: 'tail -f x', at: 1764000000300, endedAt: null, status: null },
    { ...told, shell: 2, folder: '/etc', run: 'vim a', at: 1764000000400, endedAt: 1764000000500, status: 130 },
  ];

  it('is read as the same commands', () => {
    expect(parseRecord(formatRecord(commands))).to.deep.equal(commands);
  });

  it('keeps a command that ended its shell without a status', () => {
    const [end] = parseRecord(formatRecord([{ ...commands[0]!, run: 'exit', status: null }]));
    expect(end).to.include({ run: 'exit', status: null, endedAt: 1764000000200 });
  });

  it('leaves shells that come after it apart, whatever their process ids', () => {
    const later = 'n\t1764000001.000000\t1\t/tmp\0b\t1764000001.100000\t1\tls\0';
    const [last] = parseRecord(formatRecord(commands) + later).slice(-1);
    expect(last).to.include({ run: 'ls', shell: 3, folder: '/tmp' });
  });
});

describe('quoted', () => {
  it('is taken apart by a shell into the same words', () => {
    const word = string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    assert(
      property(array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const line = `for word in ${quoted(words)}; do printf '%s\\0' "$word"; done`;
        expect(execFileSync('/bin/bash', ['-c', line], { encoding: 'utf8' })).to.equal(
          words.map((one) => `${one}\0`).join(''),
        );
      }),
      { numRuns: 25 },
    );
  });
});

const run = (words: string[], input = '') => {
  const [file = '', ...rest] = recordedCommand(words);
  const { status, stdout, stderr } = spawnSync(file, rest, { input, encoding: 'utf8' });
  return { status, stdout, stderr };
};

/** Without /var/lib/lab, which only nodes have, or with it: what is recorded is tried on real nodes. */
describe('a recorded command', () => {
  it('has its own input, output, error and exit status', () => {
    expect(run(['sh', '-c', 'cat; echo "$1" >&2; exit 7', 'sh', "it's"], 'in\n')).to.deep.equal({
      status: 7,
      stdout: 'in\n',
      stderr: "it's\n",
    });
  });

  it('is a program, not a word of the shell that records', () => {
    expect(run(['echo', String.raw`a\nb`]).stdout).to.equal('a\\nb\n');
    expect(run(['note', 'b', 'x']).status).to.equal(127);
  });
});

describe('the recorded shell', () => {
  it('is bash, whatever becomes of the record', () => {
    const [file, flag, script = ''] = recordedShell;
    expect([file, flag]).to.deep.equal(['/bin/bash', '-c']);
    expect(script.trimEnd().split('\n').at(-1)).to.equal('exec /bin/bash -l');
  });
});
