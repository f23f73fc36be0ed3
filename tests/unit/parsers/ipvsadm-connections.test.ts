import { expect } from 'chai';
import { parseConnections } from '../../../src/parsers/ipvsadm-connections.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const TITLE = `IPVS connection entries
pro expire state       source             virtual            destination
`;

describe('parseConnections', () => {
  it('gives no connections when nothing was printed', () => {
    expect(parseConnections('')).to.deep.equal([]);
  });

  it('finds the persistence templates by the client port 0, whatever their state', () => {
    const templates = parseConnections(recorded('connections-mark')).filter(({ client }) => client.port === 0);
    expect(templates.map(({ protocol, state, client }) => `${protocol} ${state} ${client.address}`)).to.deep.equal([
      'TCP ASSURED 192.168.0.0',
      'TCP ASSURED 2001:db8::',
      'UDP NONE 192.168.0.100',
      'IP ASSURED 192.168.0.100',
    ]);
  });

  it('finds the firewall mark in the virtual address of its template', () => {
    const ofMark = parseConnections(recorded('connections-mark')).filter(({ protocol }) => protocol === 'IP');
    expect(ofMark.map(({ virtual }) => virtual)).to.deep.equal([{ address: '0.0.0.1', port: 0 }]);
  });

  it('finds the Call-ID of a SIP template with --persistent-conn', () => {
    const found = parseConnections(recorded('connections-persistent-conn')).flatMap(
      ({ persistence }) => persistence ?? [],
    );
    expect(found).to.deep.equal([{ engine: 'sip', data: 'abc123@192.168.0.100' }]);
  });

  const expiries = [
    { printed: '00:00', seconds: 0 },
    { printed: '14:57', seconds: 897 },
    { printed: '1440:01', seconds: 86401 },
  ];
  for (const { printed, seconds } of expiries) {
    it(`reads that ${printed} is ${seconds} seconds`, () => {
      const row = `TCP ${printed}  NONE        192.168.0.100:0    192.168.0.224:80   192.168.0.221:80\n`;
      expect(parseConnections(TITLE + row)[0]).to.include({ expiresSeconds: seconds });
    });
  }

  const malformed = [
    { description: 'no destination', row: 'TCP 01:33  FIN_WAIT    192.168.0.100:60194 192.168.0.224:80' },
    {
      description: 'a cut destination',
      row: 'TCP 01:33  FIN_WAIT    192.168.0.100:60194 192.168.0.224:80   192.168.0',
    },
    { description: 'an engine without data', row: 'UDP 00:57 NONE 10.0.0.1:0 10.0.0.2:5060 10.0.0.3:5060 sip' },
    { description: 'no expiry', row: 'TCP FIN_WAIT 00:57 10.0.0.1:1024 10.0.0.2:80 10.0.0.3:80' },
    { description: '60 seconds', row: 'TCP 00:60 FIN_WAIT 10.0.0.1:1024 10.0.0.2:80 10.0.0.3:80' },
    { description: 'a protocol that is none', row: '6 00:57 FIN_WAIT 10.0.0.1:1024 10.0.0.2:80 10.0.0.3:80' },
  ];
  for (const { description, row } of malformed) {
    it(`refuses a row with ${description}`, () => {
      const error = parseErrorOf(() => parseConnections(`${TITLE}${row}\n`));
      expect(error).to.include({ what: 'a row of ipvsadm -Lnc', line: 3, text: row });
    });
  }
});
