import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { LabError } from '../../../src/util/errors.ts';
import { parseTable, whileWatchingTable, type LookAtTable } from '../../../src/probes/table.ts';
import type { Engine, RunningExec } from '../../../src/orchestrator/engine.ts';
import type { NodeHandle } from '../../../src/orchestrator/instance.ts';
import { thrownBy } from '../../helpers/thrown.ts';

const NODE: NodeHandle = { name: 'lvs01', container: 'c-lvs01', image: 'i', kernel: 'own', state: 'running' };

const TABLE = `IPVS connection entries
pro expire state       source             virtual            destination
TCP 00:04  FIN_WAIT    192.168.200.200:47488 192.168.0.240:80 192.168.0.223:80
`;
const answer = (status: number, text: string): string => `${status} ${Buffer.from(text).toString('base64')}`;

/** An engine whose only session gives these answers, one for each line, and then ends. */
class Answering implements Pick<Engine, 'open'> {
  readonly commands: string[][] = [];
  ended = false;
  readonly #answers: string[];

  constructor(answers: string[]) {
    this.#answers = answers;
  }

  async open(_container: string, command: string[]): Promise<RunningExec> {
    this.commands.push(command);
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const exitCode = new Promise<number>((resolve) => stdin.once('end', () => resolve(0)));
    void exitCode.then(() => (this.ended = true));
    createInterface({ input: stdin }).on('line', () => {
      const next = this.#answers.shift();
      if (next === undefined) stdout.end();
      else stdout.write(`${next}\n`);
    });
    return { stdin, stdout, stderr, exitCode, resize: async () => {} };
  }
}

const watch = <T>(engine: Answering, work: (look: LookAtTable) => Promise<T>): Promise<T> =>
  whileWatchingTable(engine as unknown as Engine, NODE, work);

describe('looking at the connection table', () => {
  it('takes one session for all looks, past what the student may have changed, and ends it', async () => {
    const engine = new Answering([answer(0, 'IPVS connection entries\n'), answer(0, TABLE)]);
    const tables = await watch(engine, async (look) => [await look(), await look()]);
    expect(tables.map(({ length }) => length)).to.deep.equal([0, 1]);
    expect(tables[1]?.[0]).to.deep.include({ state: 'FIN_WAIT', client: { address: '192.168.200.200', port: 47488 } });
    expect(engine.commands).to.have.length(1);
    expect(engine.commands[0]?.slice(0, 4)).to.deep.equal(['/usr/lib/lab/enter', '-o', '/usr/lib/lab/bin/sh', '-c']);
    expect(engine.ended).to.equal(true);
  });

  it('finds an entry that the kernel left out of one of two tables, and each of them once', async () => {
    const other = TABLE.replace('47488', '47490');
    const both = `${TABLE}${other.split('\n')[2]}\n`;
    for (const text of [TABLE + other, other + both, both + both]) {
      expect(parseTable(text).map(({ client }) => client.port)).to.have.members([47488, 47490]);
    }
  });

  it('finds nothing where the kernel has no ip_vs', async () => {
    const engine = new Answering([answer(2, "Can't initialize ipvs: Protocol not available\n")]);
    expect(await watch(engine, (look) => look())).to.deep.equal([]);
  });

  const troubles = [
    {
      description: 'any other exit status',
      answers: [answer(127, 'sh: 1: ipvsadm: not found\n')],
      message: 'lvs01: ipvsadm ended with exit status 127 (it said: sh: 1: ipvsadm: not found), expected 0 or 2',
    },
    {
      description: 'a session that ends',
      answers: [],
      message: 'lvs01: looking at its connection table broke off',
    },
  ];
  for (const { description, answers, message } of troubles) {
    it(`is no finding with ${description}`, async () => {
      const engine = new Answering(answers);
      const error = await thrownBy(watch(engine, (look) => look()));
      expect(error).to.be.instanceOf(LabError).and.to.include({ code: 'NODE_UNRESPONSIVE', message });
      expect(engine.ended).to.equal(true);
    });
  }
});
