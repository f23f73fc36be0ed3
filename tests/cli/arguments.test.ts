import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../helpers/lab.ts';
import { expectRefusal, offline, together } from '../helpers/offline.ts';

const takes = (verb: string): string => `\`lab ${verb}--help\` shows what it takes.`;
const LABS = `expected one of ${readdirSync(join(ROOT, 'labs'), { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  .toSorted()
  .join(', ')}`;
const NAMES = 'expected lower-case letters, digits and hyphens, a letter first, 40 at most';

interface Refused {
  description: string;
  words: string[];
  message: string;
  hint?: string;
}

const WORDS: Refused[] = [
  {
    description: 'a verb that there is not',
    words: ['frobnicate'],
    message: "unknown command 'frobnicate'",
    hint: takes(''),
  },
  {
    description: 'a verb that is nearly one',
    words: ['strat', 'exp1'],
    message: "unknown command 'strat'",
    hint: 'Did you mean start?',
  },
  {
    description: 'a verb with another case',
    words: ['START', 'exp1'],
    message: "unknown command 'START'",
    hint: takes(''),
  },
  {
    description: 'an option that there is not',
    words: ['start', 'exp1', '--frobnicate'],
    message: "unknown option '--frobnicate'",
    hint: takes('start '),
  },
  {
    description: 'an option that is nearly one',
    words: ['start', 'exp1', '--sovle'],
    message: "unknown option '--sovle'",
    hint: 'Did you mean --solve?',
  },
  {
    description: 'an option of another verb',
    words: ['graph', 'exp1', '--solve'],
    message: "unknown option '--solve'",
    hint: takes('graph '),
  },
  { description: 'a missing lab', words: ['start'], message: "missing required argument 'lab'", hint: takes('start ') },
  {
    description: 'a missing node',
    words: ['exec', 'exp1'],
    message: "missing required argument 'node'",
    hint: takes('exec '),
  },
  {
    description: 'an option without its value',
    words: ['start', 'exp1', '--as'],
    message: "option '--as <name>' argument missing",
    hint: takes('start '),
  },
  {
    description: 'a missing option',
    words: ['capture', 'exp1', 'lvs01'],
    message: "required option '-o, --output <file>' not specified",
    hint: takes('capture '),
  },
  {
    description: 'one word too many',
    words: ['graph', 'exp1', 'lvs01'],
    message: "too many arguments for 'graph'. Expected 1 argument but got 2.",
    hint: takes('graph '),
  },
  {
    description: 'a language that there is not',
    words: ['list', '--lang', 'fr'],
    message: "option '--lang <language>' argument 'fr' is invalid. Allowed choices are zh, en.",
    hint: takes('list '),
  },
];

const COUNTS = 'expected a whole number from 1 to 200';

const VALUES: Refused[] = [
  ...['0', '201', '-1', '1.5', '1e1', 'many', ' 4', ''].map((count) => ({
    description: `${JSON.stringify(count)} instances`,
    words: ['start', 'exp1', `--count=${count}`],
    message: `--count is "${count}", ${COUNTS}`,
  })),
  {
    description: 'no instance to check',
    words: ['check', 'exp1', '--count', '0'],
    message: `--count is "0", ${COUNTS}`,
  },
  {
    description: 'no instance to stop',
    words: ['stop', 'exp1', '--count', '0'],
    message: `--count is "0", ${COUNTS}`,
  },
  {
    description: 'a name without room for the number',
    words: ['start', 'exp1', '--as', 'a'.repeat(38), '--count', '10'],
    message: `--as is "${'a'.repeat(38)}", expected 37 characters at most: "-10" follows with --count 10`,
  },
  {
    description: 'some and all at once',
    words: ['stop', '--all', '--count', '4'],
    message: 'stop needs --count or --all, and not both',
  },
  {
    description: 'pictures of many',
    words: ['check', 'exp1', '--count', '2', '--timelines', 'x'],
    message: 'check needs --count or --timelines, and not both',
  },
  {
    description: 'a page of many',
    words: ['check', 'exp1', '--count', '2', '--reporter', 'html'],
    message: '--reporter is "html", expected pretty or json with --count',
  },
  {
    description: 'a lab that there is not',
    words: ['start', 'nothing-like-it'],
    message: `got the lab "nothing-like-it", ${LABS}`,
    hint: '`lab list` shows the labs.',
  },
  {
    description: 'a lab that is nearly one',
    words: ['check', 'epx1'],
    message: `got the lab "epx1", ${LABS}; did you mean exp1?`,
    hint: '`lab list` shows the labs.',
  },
  {
    description: 'a path where no lab is',
    words: ['graph', '../labs/exp1'],
    message: '../labs/exp1/lab.yaml: cannot be read (ENOENT)',
    hint: 'A lab that was moved is named by the path of the folder where it is now; its instances go on.',
  },
  {
    description: 'an empty lab',
    words: ['status', ''],
    message: `got the lab "", ${LABS}`,
    hint: '`lab list` shows the labs.',
  },
  {
    description: 'a kernel that there is not',
    words: ['start', 'exp1', '--kernel', 'vm'],
    message: '--kernel is "vm", expected one of: auto, host, own',
  },
  {
    description: 'a reporter that there is not',
    words: ['check', 'exp1', '--reporter', 'pdf'],
    message: '--reporter is "pdf", expected one of: pretty, json, junit, html',
  },
  {
    description: 'a reporter that every object has',
    words: ['check', 'exp1', '--reporter', 'constructor'],
    message: '--reporter is "constructor", expected one of: pretty, json, junit, html',
  },
  {
    description: 'a step that there is not',
    words: ['start', 'exp1', '--to', 'nowhere'],
    message:
      '"nowhere" is no step of exp1 for the student, expected one of: load, vip, service, vip-rs, arp, forward, lan, wan',
  },
  {
    description: "a step that is the lab's",
    words: ['start', 'exp1', '--to', 'pages'],
    message:
      '"pages" is no step of exp1 for the student, expected one of: load, vip, service, vip-rs, arp, forward, lan, wan',
  },
  {
    description: 'a step of the guide that there is not',
    words: ['guide', 'exp1', 'nowhere'],
    message: '"nowhere" is no step of exp1, expected one of: pages, load, vip, service, vip-rs, arp, forward, lan, wan',
  },
  {
    description: 'a step of the guide that every object has',
    words: ['guide', 'exp1', 'constructor'],
    message:
      '"constructor" is no step of exp1, expected one of: pages, load, vip, service, vip-rs, arp, forward, lan, wan',
  },
  {
    description: 'a format that there is not',
    words: ['graph', 'exp1', '--format', 'png'],
    message: '--format is "png", expected one of: text, mermaid, dot, svg',
  },
  {
    description: 'a time that is no number',
    words: ['capture', 'exp1', 'lvs01', '-o', 'x', '--seconds', 'ten'],
    message: '--seconds is "ten", expected a number above 0, 86400 at most',
  },
  {
    description: 'a time that is below zero',
    words: ['capture', 'exp1', 'lvs01', '-o', 'x', '--seconds', '-1'],
    message: '--seconds is "-1", expected a number above 0, 86400 at most',
  },
  {
    description: 'an action of image that there is not',
    words: ['image', 'pull'],
    message: 'image takes "build", not "pull"',
  },
  {
    description: 'an action of engine that there is not',
    words: ['engine', 'restart'],
    message: 'engine takes "start", "stop" or "status", not "restart"',
  },
  {
    description: 'a shell that has no completion',
    words: ['completion', 'fish'],
    message: 'completion takes "bash" or "zsh", not "fish"',
  },
  {
    description: 'nothing to test',
    words: ['selftest'],
    message: 'selftest needs names of labs, or --all, and not both',
  },
  {
    description: 'a number of workers that is none',
    words: ['selftest', 'exp1', '--workers', '0'],
    message: '--workers is "0", expected a whole number from 1 to 16',
  },
  ...['4', '-1', '1.5', 'all', ''].map((level) => ({
    description: `hints of level "${level}"`,
    words: ['check', 'exp1', `--hints=${level}`],
    message: `--hints is "${level}", expected a whole number from 0 to 3`,
  })),
  ...['halt', 'STOP', 'constructor', ''].map((trigger) => ({
    description: `a trigger "${trigger}"`,
    words: ['failover', 'exp2', `--trigger=${trigger}`],
    message: `--trigger is "${trigger}", expected one of: stop, kill, node, link, cable, pause`,
  })),
  {
    description: 'a wrong trigger behind a right one',
    words: ['failover', 'exp2', '--trigger', 'stop,halt'],
    message: '--trigger is "halt", expected one of: stop, kill, node, link, cable, pause',
  },
  ...['0', '1001', '-1', '1.5', '1e2', 'often', ''].map((times) => ({
    description: `to break a director "${times}" times`,
    words: ['failover', 'exp2', `--times=${times}`],
    message: `--times is "${times}", expected a whole number from 1 to 1000`,
  })),
  {
    description: 'a story of nothing',
    words: ['story', 'exp1', '--from', 'lanclient'],
    message: 'one of --url and --ping is needed, and not both',
  },
  {
    description: 'a story of what is no URL',
    words: ['story', 'exp1', '--from', 'lanclient', '--url', 'https://192.168.0.240/'],
    message: '--url is "https://192.168.0.240/", expected http:// and an IPv4 address, as http://192.168.0.240/',
  },
  {
    description: 'a story of a ping to a name',
    words: ['story', 'exp1', '--from', 'lanclient', '--ping', 'web01'],
    message: '--ping is "web01", expected an IPv4 address',
  },
  {
    description: 'a failover of a lab that has none',
    words: ['failover', 'exp1'],
    message: 'exp1 has no check of the kind failover, expected a lab with two directors',
  },
  {
    description: 'a failover of a lab that there is not',
    words: ['failover', 'nothing-like-it'],
    message: `got the lab "nothing-like-it", ${LABS}`,
    hint: '`lab list` shows the labs.',
  },
  {
    description: 'pictures without a folder',
    words: ['check', 'exp2', '--timelines'],
    message: "option '--timelines <folder>' argument missing",
    hint: takes('check '),
  },
  {
    description: 'a reporter of another verb',
    words: ['selftest', 'exp1', '--reporter', 'pretty'],
    message: '--reporter is "pretty", expected one of: matrix, junit',
  },
  {
    description: 'a submission without a file',
    words: ['submit', 'exp1'],
    message: "required option '-o, --output <file>' not specified",
    hint: takes('submit '),
  },
  {
    description: 'a submission in another kind of file',
    words: ['submit', 'exp1', '-o', 'alice.zip'],
    message: '--output is "alice.zip", expected a name that ends in .tar.gz',
  },
  {
    description: 'a student without a name',
    words: ['submit', 'exp1', '-o', 'a.tar.gz', '--name', ' '],
    message: '--name is " ", expected a name of 200 characters at most',
  },
  {
    description: 'a class that is not there',
    words: ['grade', '/nonexistent'],
    message: '/nonexistent: cannot be read as a folder of submissions (ENOENT)',
  },
  {
    description: 'a class that is a file',
    words: ['grade', '/etc/passwd'],
    message: '/etc/passwd: cannot be read as a folder of submissions (ENOTDIR)',
  },
  {
    description: 'a time for commands that is none',
    words: ['grade', 'class', '--timeout', '0'],
    message: '--timeout is "0", expected a number above 0, 86400 at most',
  },
  {
    description: 'a number of submissions at once that is none',
    words: ['grade', 'class', '--workers', '1.5'],
    message: '--workers is "1.5", expected a whole number from 1 to 64',
  },
  {
    description: 'a reporter of another verb for a class',
    words: ['grade', 'class', '--reporter', 'pretty'],
    message: '--reporter is "pretty", expected one of: table, json, csv, junit, html',
  },
  { description: 'nothing to stop', words: ['stop'], message: 'stop needs the name of a lab, or --all, and not both' },
  {
    description: 'a lab and --all',
    words: ['stop', 'exp1', '--all'],
    message: 'stop needs the name of a lab, or --all, and not both',
  },
  {
    description: 'exec without a command',
    words: ['exec', 'exp1', 'lvs01'],
    message: 'no command: write it behind --, as in `lab exec exp1 lvs01 -- ipvsadm -Ln`',
  },
  {
    description: 'exec without a command behind --',
    words: ['exec', 'exp1', 'lvs01', '--'],
    message: 'no command: write it behind --, as in `lab exec exp1 lvs01 -- ipvsadm -Ln`',
  },
  {
    description: 'a shell without a terminal',
    words: ['shell', 'exp1', 'lvs01'],
    message: 'shell needs a terminal, and standard input or output is none',
    hint: 'For scripts there is `lab exec LAB NODE -- COMMAND`.',
  },
];

const ODD_NAMES = [
  '',
  ' ',
  'my lab',
  'a/b',
  '../x',
  'Alice',
  'a_b',
  '1st',
  '-a',
  'älice',
  '爱丽丝',
  'a'.repeat(41),
  'a'.repeat(60),
  "a'b",
  '$(id)',
  'a.b',
];

describe('lab refuses', () => {
  const rows = [...WORDS, ...VALUES];
  const resultOf = together(rows);
  for (const [index, { description, words, message, hint }] of rows.entries()) {
    it(`${description}: ${words.join(' ')}`, () => {
      expectRefusal(resultOf(index), message, hint);
    });
  }
});

describe('--as', () => {
  const resultOf = together(ODD_NAMES.map((name) => ({ words: ['stop', 'exp1', '--as', name] })));
  for (const [index, name] of ODD_NAMES.entries()) {
    it(`is not taken as ${JSON.stringify(name)}`, () => {
      expectRefusal(resultOf(index), `--as is "${name}", ${NAMES}`);
    });
  }

  it('is taken with 40 letters, digits and hyphens', async () => {
    const { stderr } = await offline(['stop', 'exp1', '--as', `a-1${'b'.repeat(37)}`]);
    expect(stderr).to.match(/^lab: the container engine does not answer/);
  });

  it('is not taken by start either, before anything is done', async () => {
    expectRefusal(await offline(['start', 'exp1', '--as', '../x']), `--as is "../x", ${NAMES}`);
  });
});

describe('lab without a word', () => {
  it('shows on standard error what it takes, and exits 2', async () => {
    const { exitCode, stdout, stderr } = await offline([]);
    expect({ exitCode, stdout }).to.deep.equal({ exitCode: 2, stdout: '' });
    expect(stderr)
      .to.match(/^Usage: lab \[options\] \[command\]\n/)
      .and.to.include('completion <shell>');
  });
});
