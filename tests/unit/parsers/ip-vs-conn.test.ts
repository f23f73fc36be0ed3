import { expect } from 'chai';
import { parseConnectedClients } from '../../../src/parsers/ip-vs-conn.ts';

const TITLES = 'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n';

describe('parseConnectedClients', () => {
  it('reads who is connected, and whom persistence remembers, each once', () => {
    const text =
      TITLES +
      'TCP C0A8C8C8 B1EE C0A800F0 0050 C0A800DF 0050 FIN_WAIT          4\n' +
      'TCP C0A8C8C8 0000 C0A800F0 0050 C0A800DF 0050 NONE             18\n' +
      'IP  C0A80011 0000 00000007 0000 C0A800E0 0000 NONE             18\n';
    expect(parseConnectedClients(text)).to.deep.equal(['192.168.200.200', '192.168.0.17']);
  });

  it('passes over IPv6', () => {
    const text = `${TITLES}TCP [fd00:0000:0000:0000:0000:0000:0000:0001] B1EE [fd00::2] 0050 [fd00::3] 0050 NONE 18\n`;
    expect(parseConnectedClients(text)).to.deep.equal([]);
  });

  for (const [description, text] of Object.entries({
    nothing: '',
    'the titles alone': TITLES,
    'what is no table': 'cat: no\n',
  })) {
    it(`gives none for ${description}`, () => expect(parseConnectedClients(text)).to.deep.equal([]));
  }
});
