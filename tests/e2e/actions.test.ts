/** The verbs below the command line: what a server calls. The command line must come to the same. */
import { setMaxListeners } from 'node:events';
import { expect } from 'chai';
import type { ActionEvent, Context } from '../../src/actions/context.ts';
import { check } from '../../src/actions/check.ts';
import { applyFault } from '../../src/actions/fault.ts';
import { openLab, openRunning } from '../../src/actions/open.ts';
import { solve } from '../../src/actions/solve.ts';
import { start } from '../../src/actions/start.ts';
import { stop } from '../../src/actions/stop.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';
import { leftOf, testEngine } from '../helpers/engine.ts';
import { checkReport, labFine, outcomes } from '../helpers/lab.ts';
import { labErrorOf } from '../helpers/thrown.ts';

const ID = { lab: 'exp1', instance: 'e2e-actions' };
const AS = ['--as', ID.instance];

describe('the verbs without a command line', () => {
  const events: ActionEvent[] = [];
  let context: Context;
  before(async () => {
    const { signal } = new AbortController();
    // Each node and probe listens to it: as src/cli/main.ts has it for the program.
    setMaxListeners(0, signal);
    context = {
      engine: await testEngine(),
      places: placesFrom(process.env),
      owner: 'tester',
      env: process.env,
      emit: (event) => events.push(event),
      signal,
    };
  });
  after(() => stop(context, ID));
  beforeEach(() => events.splice(0));
  const told = (type: ActionEvent['type']): number => events.filter((event) => event.type === type).length;

  it('start a lab, and tell of each node', async () => {
    const lab = await openLab(context.places, ID.lab);
    const started = await start(context, { lab, instance: ID.instance, kernel: 'auto', solve: [] });
    expect(started.plan.createNodes.map(({ name }) => name)).to.have.members(lab.nodes.map(({ name }) => name));
    expect(events.filter((event) => event.type === 'node' && event.state === 'ready')).to.have.length(6);
    expect(events.find(({ type }) => type === 'phase')).to.deep.include({
      message: { en: 'starting 6 nodes of e2e-actions', zh: '正在启动 e2e-actions 的 6 个节点' },
    });
    const again = await start(context, { lab, instance: ID.instance, kernel: 'auto', solve: [] });
    expect(again.plan.keep).to.have.length(6);
  });

  it('check, solve, and check again, and come to what the command line comes to', async () => {
    const blank = await check(context, await openRunning(context, ID));
    expect(blank.passed).to.equal(false);
    expect(told('verdict')).to.equal(blank.checks.length);
    const { steps, commands } = await solve(context, ID);
    expect(told('step')).to.equal(steps.length);
    expect(commands.length).to.be.at.least(steps.length);
    const solved = await check(context, await openRunning(context, ID));
    expect(solved).to.deep.include({ passed: true, points: 100, maxPoints: 100, cause: null });
    const said = await checkReport(ID.lab, ID.instance);
    expect(said.checks.map(({ id, passed }) => [id, passed])).to.deep.equal(
      solved.checks.map(({ id, passed }) => [id, passed]),
    );
  });

  it('break and repair as the command line does', async () => {
    const { looks } = await applyFault(context, 'break', { ...ID, fault: 'no-snat' });
    expect(outcomes(await checkReport(ID.lab, ID.instance)).failed).to.deep.equal(['snat']);
    const report = await check(context, { ...(await openRunning(context, ID)), only: ['snat'] });
    expect(report.checks.map(({ id, passed }) => [id, passed])).to.deep.equal([['snat', false]]);
    expect(await labFine(['repair', ID.lab, 'no-snat', ...AS])).to.contain(looks.en);
  });

  it('throw an error with a code for what is not there', async () => {
    expect(await labErrorOf(openRunning(context, { ...ID, instance: 'e2e-nobody' }))).to.deep.include({
      code: 'INSTANCE_NOT_RUNNING',
    });
    expect(await labErrorOf(applyFault(context, 'break', { ...ID, fault: 'no-snot' }))).to.deep.include({
      code: 'FAULT_UNKNOWN',
    });
    const running = await openRunning(context, ID);
    expect(await labErrorOf(check(context, { ...running, only: ['no'] }))).to.deep.include({ code: 'CHECK_UNKNOWN' });
  });

  it('leave nothing when they are interrupted', async () => {
    const interruption = new AbortController();
    const lab = await openLab(context.places, ID.lab);
    const cut = {
      ...context,
      signal: interruption.signal,
      emit: (event: ActionEvent) => void (event.type === 'node' && interruption.abort()),
    };
    const error = await start(cut, { lab, instance: 'e2e-actions-cut', kernel: 'auto', solve: [] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(Error);
    expect(await leftOf('e2e-actions-cut')).to.deep.equal([]);
  });

  it('stop it, and leave nothing', async () => {
    expect(await stop(context, ID)).to.equal(true);
    expect(await leftOf(ID.instance)).to.deep.equal([]);
    expect(await stop(context, ID)).to.equal(false);
  });
});
