import { expect } from 'chai';
import { log, logged, logTo, showEntry, timed, type LogEntry } from '../../../src/util/log.ts';
import { thrownBy } from '../../helpers/thrown.ts';

describe('the log', () => {
  const entries: LogEntry[] = [];
  beforeEach(() => {
    entries.splice(0);
    logTo((entry) => entries.push(entry));
  });
  afterEach(() => logTo(undefined));
  const messages = (): string[] => entries.map(({ message }) => message);

  it('tells of an error after which the work goes on', async () => {
    expect(await Promise.reject(new Error('disk full')).catch(logged('the cache is not written'))).to.equal(undefined);
    expect(messages()).to.deep.equal(['the cache is not written: disk full']);
  });

  it('times calls, also those that fail, whose error stays the caller’s', async () => {
    expect(await timed('ask', async () => 7)).to.equal(7);
    const error = new Error('gone');
    expect(await thrownBy(timed('ask again', () => Promise.reject(error)))).to.equal(error);
    expect(messages()).to.deep.equal(['ask', 'ask again failed: gone']);
    expect(entries.every(({ tookMs }) => tookMs !== undefined && tookMs >= 0)).to.equal(true);
  });

  it('costs nothing and says nothing where nobody listens', async () => {
    logTo(undefined);
    log('nobody');
    expect(await timed('ask', async () => 7)).to.equal(7);
    expect(entries).to.deep.equal([]);
  });

  it('has a line for each entry', () => {
    expect(showEntry({ at: 1234, message: 'start x', tookMs: 84.6 })).to.equal('00:00:01.234Z start x (85 ms)');
    expect(showEntry({ at: 1234, message: 'x\n y\u001B[2J' })).to.equal('00:00:01.234Z x y\uFFFD[2J');
  });
});
