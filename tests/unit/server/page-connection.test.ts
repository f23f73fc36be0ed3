import { expect } from 'chai';
import { readMessage } from '../../../src/server/page-connection.ts';

const read = (value: unknown) => readMessage(Buffer.from(JSON.stringify(value)), false);

describe('a message of the page', () => {
  const taken = [
    { type: 'terminal-open', node: 'lvs01', columns: 80, rows: 24 },
    { type: 'terminal-attach', id: 't1' },
    { type: 'terminal-input', id: 't1', data: 'ls\r' },
    { type: 'terminal-resize', id: 't1', columns: 120, rows: 40 },
    { type: 'terminal-ack', id: 't1', length: 100 },
    { type: 'terminal-close', id: 't1' },
    { type: 'check', only: ['vip-director'] },
    { type: 'check-stop' },
    { type: 'break', fault: 'no-vip-web02' },
    { type: 'repair', fault: 'no-vip-web02' },
    { type: 'checkpoint', step: 'arp' },
    { type: 'reset' },
    { type: 'failover', trigger: 'cable' },
  ];
  for (const message of taken) {
    it(`${message.type} is taken as it is, and with nothing more`, () => {
      expect(read(message)).to.deep.equal(message);
      expect(read({ ...message, more: 1 })).to.equal(undefined);
    });
    for (const key of Object.keys(message)) {
      it(`${message.type} is refused without ${key}, and with a wrong one`, () => {
        const { [key]: _, ...rest } = message as Record<string, unknown>;
        expect(read(rest)).to.equal(undefined);
        for (const wrong of [null, {}, [1], '', -1, 1.5, 1e12, 'x'.repeat(100_000), '../x', '__proto__'])
          if (!(key === 'data' && wrong !== null && typeof wrong === 'string' && wrong.length < 1000))
            expect(read({ ...message, [key]: wrong }), JSON.stringify(wrong).slice(0, 20)).to.equal(undefined);
      });
    }
  }

  it('is refused when it is binary, or no JSON, or no object', () => {
    expect(readMessage(Buffer.from('{"type":"check-stop"}'), true)).to.equal(undefined);
    for (const text of ['', 'x', '[]', 'null', '1', '"check-stop"', '{"type":"check-stop"'])
      expect(readMessage(Buffer.from(text), false), text).to.equal(undefined);
  });
});
