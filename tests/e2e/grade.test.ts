import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { execa } from 'execa';
import type { Result, State, TROUBLE_CODES } from '../../src/actions/grade/result.ts';
import { loadLab } from '../../src/lab/load.ts';
import { unpackSubmission } from '../../src/actions/submission/archive.ts';
import { archiveOf, HOSTILE, manifestOf, solution, tarGzOf, withFault, writeByHand } from '../helpers/class.ts';
import { leftOf } from '../helpers/engine.ts';
import { LAB } from '../helpers/judge.ts';
import { checkReport, lab, labFine, ROOT, type CheckReport } from '../helpers/lab.ts';
import { type } from '../helpers/terminal.ts';

const INSTANCE = 'gr-e2e-student';
const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-e2e-grade-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

type Code = (typeof TROUBLE_CODES)[number];

interface Graded {
  submission: string;
  doubtful: boolean;
  student: string;
  state: State;
  trouble: { code: Code; text: string } | null;
  notes: string[];
  points: number;
  checks: CheckReport['checks'];
  commands: { node: string; run: string; status: number | null; recorded: number | null }[];
}

interface ClassDocument {
  resumed: number;
  submissions: Graded[];
}

async function grade(folder: string, ...words: string[]): Promise<ClassDocument> {
  const { exitCode, stdout, stderr } = await lab(['grade', folder, '--json', ...words], { timeoutMs: 900_000 });
  if (exitCode > 1) throw new Error(`lab grade exited ${exitCode}\n${stderr}`);
  return JSON.parse(stdout) as ClassDocument;
}

/** What the instances of a class have on the engine; a result is named for its instance. */
async function leftOfClass(outDir: string): Promise<string[]> {
  const keys = readdirSync(join(outDir, 'results')).map((name) => name.replace('.json', ''));
  return (await Promise.all(keys.map((key) => leftOf(`gr-${key}`)))).flat();
}

const passedIn = (checks: CheckReport['checks']): string[] =>
  checks.filter(({ passed }) => passed === true).map(({ id }) => id);

const failedIn = ({ submissions }: ClassDocument, name: string): string[] =>
  submissions
    .find(({ submission }) => submission === name)
    ?.checks.filter(({ passed }) => passed === false)
    .map(({ id }) => id) ?? [];

describe('what a student did', function () {
  this.timeout(300_000);
  const archive = join(FOLDER, 'one', 'alice.tar.gz');
  before(async () => {
    mkdirSync(join(FOLDER, 'one'));
    await labFine(['start', 'exp1', '--as', INSTANCE, '--kernel', 'auto']);
  });
  after(() => labFine(['stop', 'exp1', '--as', INSTANCE]));

  it('is recorded in a shell on either kernel, submitted, and graded as it was checked', async () => {
    await type(INSTANCE, 'lvs01', [
      { text: 'ifconfig eth0:0 192.168.0.240 netmask 255.255.255.0 up\n', afterMs: 1000 },
      {
        text: 'for rs in 223 224; do\n  echo "-a -t 192.168.0.240:80 -r 192.168.0.$rs:80 -g -w 1" # one\ndone >/root/rs\n',
        afterMs: 1000,
      },
      { text: 'ipvsadm -A -t 192.168.0.240:80 -s rr -p 20; ipvsadm -R </root/rs\n', afterMs: 1000 },
      { text: 'false\n', afterMs: 500 },
      { text: 'sleep 100\n', afterMs: 700 },
      { text: '\u0003', afterMs: 500 },
      { text: 'exit\n', afterMs: 0 },
    ]);
    await type(INSTANCE, 'gateway', [
      { text: "cat >/etc/sysctl.d/lab.conf <<'EOF'\nnet.ipv4.ip_forward = 1\nEOF\n", afterMs: 800 },
      { text: 'vi /root/notes.txt\n', afterMs: 1500 },
      { text: 'iseen\u001b:wq\n', afterMs: 1500 },
      { text: 'sysctl -p /etc/sysctl.d/lab.conf; rm /etc/nginx/mime.types\n', afterMs: 800 },
      { text: 'exit\n', afterMs: 0 },
    ]);
    const onWeb01 = ['exec', 'exp1', 'web01', '--as', INSTANCE, '--'];
    await labFine([...onWeb01, 'ifconfig', 'lo:0', '192.168.0.240/32', 'up']);
    await labFine([...onWeb01, 'sh', '-c', "echo 1 >'/proc/sys/net/ipv4/conf/all/arp_ignore'"]);
    await labFine(['submit', 'exp1', '--as', INSTANCE, '-o', archive, '--name', 'Alice']);

    const { manifest, contents } = await unpackSubmission(readFileSync(archive));
    const typed = (node: string) => manifest.nodes[node]?.commands.map(({ run, status }) => [run, status]);
    expect(typed('lvs01')).to.deep.equal([
      ['ifconfig eth0:0 192.168.0.240 netmask 255.255.255.0 up', 0],
      ['for rs in 223 224; do\n  echo "-a -t 192.168.0.240:80 -r 192.168.0.$rs:80 -g -w 1" # one\ndone >/root/rs', 0],
      ['ipvsadm -A -t 192.168.0.240:80 -s rr -p 20; ipvsadm -R </root/rs', 0],
      ['false', 1],
      ['sleep 100', 130],
      ['exit', null],
    ]);
    expect(typed('web01')).to.deep.equal([
      ['ifconfig lo:0 192.168.0.240/32 up', 0],
      [String.raw`sh -c 'echo 1 >'\''/proc/sys/net/ipv4/conf/all/arp_ignore'\'''`, 0],
    ]);
    const filesOf = (node: string) => manifest.nodes[node]?.files.map(({ path }) => path).toSorted();
    expect(filesOf('gateway')).to.deep.equal(['/etc/sysctl.d/lab.conf', '/root/notes.txt']);
    expect(filesOf('lvs01')).to.deep.equal(['/root/rs']);
    expect(filesOf('web02')).to.deep.equal([]);
    expect(manifest.nodes['gateway']?.deleted).to.deep.equal(['/etc/nginx/mime.types']);
    expect(contents.get('gateway')?.get('/root/notes.txt')?.toString()).to.equal('seen\n');

    const checked = await checkReport('exp1', INSTANCE);
    const { submissions } = await grade(join(FOLDER, 'one'));
    const [alice] = submissions;
    expect(alice).to.include({ submission: 'alice', student: 'Alice', state: 'judged', points: checked.points });
    expect(passedIn(alice?.checks ?? []))
      .to.deep.equal(passedIn(checked.checks))
      .and.to.include.members(['forward', 'destinations']);
    expect(await leftOfClass(join(FOLDER, 'one-graded'))).to.deep.equal([]);
  });

  it('is forgotten by reset', async () => {
    await labFine(['reset', 'exp1', '--as', INSTANCE]);
    const { nodes } = JSON.parse(
      await labFine(['submit', 'exp1', '--as', INSTANCE, '-o', join(FOLDER, 'none.tar.gz'), '--json']),
    ) as { nodes: { commands: number; files: string[] }[] };
    expect(nodes.map(({ commands, files }) => [commands, files])).to.deep.equal(nodes.map(() => [0, []]));
  });
});

describe("what the lab's own commands did", function () {
  this.timeout(300_000);
  const INSTANCE_2 = 'gr-e2e-solved';
  const CONF = '/etc/keepalived/keepalived.conf';
  const as = ['--as', INSTANCE_2];
  after(() => labFine(['stop', 'exp2', ...as]));

  const submitted = async (): Promise<Record<string, string[]>> => {
    const { nodes } = JSON.parse(
      await labFine(['submit', 'exp2', ...as, '-o', join(FOLDER, 'solved.tar.gz'), '--json']),
    ) as { nodes: { node: string; files: string[]; leftOut: { path: string; why: string }[] }[] };
    expect(nodes.flatMap(({ leftOut }) => leftOut).filter(({ why }) => !why.includes('not the student'))).to.deep.equal(
      [],
    );
    return Object.fromEntries(nodes.map(({ node, files }) => [node, files]));
  };
  const NONE = { lanclient: [], lvs01: [], lvs02: [], web01: [], web02: [] };

  it('is handed in by nobody: start --to', async () => {
    await labFine(['start', 'exp2', ...as, '--to', 'configure']);
    await labFine(['exec', 'exp2', 'lvs01', ...as, '--', 'test', '-e', CONF]);
    expect(await submitted()).to.deep.equal(NONE);
  });

  it('solve, on a file of the student’s that stays his, and on one that he changes afterwards', async () => {
    await labFine(['reset', 'exp2', ...as]);
    await labFine(['exec', 'exp2', 'web01', ...as, '--', 'sh', '-c', 'echo mine >/root/mine']);
    await labFine(['solve', 'exp2', ...as]);
    await labFine(['exec', 'exp2', 'lvs01', ...as, '--', 'sh', '-c', `echo '# mine' >>${CONF}`]);
    expect(await submitted()).to.deep.equal({ ...NONE, web01: ['/root/mine'] });
  });

  it('break and repair', async () => {
    await labFine(['reset', 'exp2', ...as]);
    await labFine(['start', 'exp2', ...as, '--solve']);
    await labFine(['break', 'exp2', 'password-differs', ...as]);
    expect(await submitted()).to.deep.equal(NONE);
    await labFine(['repair', 'exp2', 'password-differs', ...as]);
    expect(await submitted()).to.deep.equal(NONE);
  });
});

describe('submissions whose checks take directors down', function () {
  this.timeout(300_000);

  it('are judged whole: also where keepalived was started in the foreground, and has no end', async () => {
    const exp2 = await loadLab(join(ROOT, 'labs/exp2'));
    const start = '/etc/init.d/keepalived start';
    const right = solution(exp2);
    expect(right.filter(({ node, run }) => node === 'lvs01' && run.includes(start))).to.have.length(2);
    const foreground = right.map(({ node, run }) => ({
      node,
      run: node === 'lvs01' ? run.replace(start, 'setsid keepalived -n -l >/root/keepalived.log 2>&1 &') : run,
    }));
    const folder = join(FOLDER, 'exp2');
    mkdirSync(folder);
    for (const [name, commands] of Object.entries({ right, foreground })) {
      writeFileSync(join(folder, `${name}.tar.gz`), await archiveOf(manifestOf(exp2, name, commands)));
    }
    const { submissions } = await grade(folder);
    expect(
      submissions.map(({ submission, state, trouble, points }) => [submission, state, trouble, points]),
    ).to.have.deep.members([
      ['right', 'judged', null, 100],
      ['foreground', 'judged', null, 100],
    ]);
    expect(await leftOfClass(join(FOLDER, 'exp2-graded'))).to.deep.equal([]);
  });
});

describe('a class', function () {
  this.timeout(900_000);
  const folder = join(FOLDER, 'class');
  const outDir = join(FOLDER, 'class-graded');
  const hanging = { node: 'lvs01', run: 'sleep 100000' };
  let seen: ClassDocument;

  const expected: Record<string, { state: State; trouble?: Code | Code[]; points?: number | null }> = {
    'by-hand': { state: 'judged', points: 100 },
    escaping: { state: 'invalid', trouble: 'SUBMISSION_INVALID', points: 0 },
    'fills-disk': { state: 'not-judged', trouble: 'DISK', points: null },
    'fork-bomb': { state: 'not-judged', trouble: ['PROCESSES', 'NODE_UNRESPONSIVE'], points: null },
    hanging: { state: 'timed-out', trouble: 'TIMEOUT' },
    'kills-all': { state: 'not-judged', trouble: 'NODE_LOST', points: null },
    'other-lab': { state: 'invalid', trouble: 'SUBMISSION_INVALID', points: 0 },
    'removes-all': { state: 'not-judged', trouble: 'TOOLS_REPLACED', points: null },
    right: { state: 'judged', points: 100 },
    wrong: { state: 'judged' },
  };

  before(async () => {
    mkdirSync(folder);
    const write = async (name: string, commands: ReturnType<typeof solution>): Promise<void> =>
      writeFileSync(join(folder, `${name}.tar.gz`), await archiveOf(manifestOf(LAB, name, commands)));
    await write('right', solution(LAB));
    await write('wrong', withFault(LAB, 'no-dnat'));
    await write('hanging', [...solution(LAB, 'vip'), hanging, ...solution(LAB)]);
    for (const name of ['fork-bomb', 'removes-all', 'fills-disk', 'kills-all'])
      await write(name, [...solution(LAB), HOSTILE[name] ?? expect.fail(name)]);
    const clients = LAB.nodes.filter(({ role }) => role === 'client').map(({ name }) => name);
    const scripts: Record<string, string> = {};
    for (const { node, run } of solution(LAB).filter((one) => !clients.includes(one.node)))
      scripts[node] = `${scripts[node] ?? ''}${run}\n`;
    writeByHand(join(folder, 'by-hand'), scripts);
    writeFileSync(
      join(folder, 'escaping.tar.gz'),
      await tarGzOf([
        { header: { name: 'submission.json' }, content: '{}' },
        { header: { name: '../../x' }, content: 'x' },
      ]),
    );
    const other = { ...manifestOf(LAB, 'x', []), lab: 'exp9' };
    writeFileSync(join(folder, 'other-lab.tar.gz'), await archiveOf(other));
    seen = await grade(folder, '--lab', 'exp1', '--timeout', '40', '--workers', '4');
  });

  for (const [name, { state, trouble, points }] of Object.entries(expected)) {
    it(`grades ${name}: ${state}`, () => {
      const result = seen.submissions.find(({ submission }) => submission === name);
      expect(result?.state, JSON.stringify(result?.trouble)).to.equal(state);
      expect([trouble].flat()).to.include(result?.trouble?.code);
      if (points !== undefined) expect(result?.points).to.equal(points);
    });
  }

  it('judges the wrong one by the check that its fault fails, and the hanging one by what it had done', () => {
    expect(failedIn(seen, 'wrong')).to.deep.equal(LAB.faults.find(({ id }) => id === 'no-dnat')?.fails);
    expect(failedIn(seen, 'hanging')).to.include('service').and.to.not.include('vip-director');
  });

  it('leaves nothing on the engine', async () => {
    expect(await leftOfClass(outDir)).to.deep.equal([]);
  });

  it('has its reports in files', () => {
    expect(readdirSync(outDir).toSorted()).to.deep.equal([
      'gradescope',
      'junit.xml',
      'moodle.csv',
      'report.csv',
      'report.html',
      'report.json',
      'report.xlsx',
      'results',
    ]);
    expect(readFileSync(join(outDir, 'report.csv'), 'utf8').split('\r\n')).to.have.length(1 + seen.submissions.length);
  });

  it('is not graded again, and comes to the same', async () => {
    const again = await grade(folder, '--lab', 'exp1', '--timeout', '40');
    // On a machine with much else to do, what did not pass is graded anew.
    const sure = seen.submissions.filter(({ doubtful }) => !doubtful);
    const names = sure.map(({ submission }) => submission);
    expect(names).to.include('right');
    expect(again.submissions.filter(({ submission }) => names.includes(submission))).to.deep.equal(sure);
    expect(again.resumed).to.equal(sure.filter(({ state }) => state !== 'invalid').length);
  });
});

const resultsIn = (outDir: string): Result[] => {
  const folder = join(outDir, 'results');
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result);
  } catch {
    return [];
  }
};

describe('grading that is cut off', function () {
  this.timeout(600_000);
  const folder = join(FOLDER, 'cut');
  const words = (outDir: string): string[] => ['grade', folder, '-o', outDir, '--workers', '2', '--json'];

  before(async () => {
    mkdirSync(folder);
    for (const name of ['a', 'b', 'c']) {
      // Right ones, since what does not pass is graded more than once on a busy machine; the last one is not through with the others.
      const commands = [...(name === 'c' ? [{ node: 'web01', run: 'sleep 5' }] : []), ...solution(LAB)];
      writeFileSync(join(folder, `${name}.tar.gz`), await archiveOf(manifestOf(LAB, name, commands)));
    }
  });

  const start = (outDir: string) =>
    execa(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...words(outDir)], { reject: false });

  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    it(`by ${signal} goes on where it was, and leaves nothing`, async () => {
      const outDir = join(FOLDER, `cut-${signal}`);
      const running = start(outDir);
      for (let waits = 0; resultsIn(outDir).length === 0 && waits < 3000; waits += 1) await delay(50);
      running.kill(signal);
      const { exitCode } = await running;
      const kept = resultsIn(outDir);
      expect(kept.length).to.be.greaterThan(0).and.to.be.lessThan(3);
      if (signal === 'SIGINT') expect(exitCode).to.equal(130);
      const { resumed, submissions } = await grade(folder, '-o', outDir);
      // What did not pass on a machine with much else to do is graded anew.
      expect(resumed).to.equal(kept.filter(({ doubtful }) => !doubtful).length);
      expect(submissions.map(({ submission, state }) => [submission, state])).to.deep.equal([
        ['a', 'judged'],
        ['b', 'judged'],
        ['c', 'judged'],
      ]);
      expect(await leftOfClass(outDir)).to.deep.equal([]);
    });
  }
});
