import { expect } from 'chai';
import { parseHealthCheckers, type HealthChecker } from '../../../src/parsers/keepalived-checkers.ts';
import { showEndpoint } from '../../../src/parsers/endpoint.ts';
import { parseErrorOf, recorded } from './recordings.ts';

const KINDS = recorded('keepalived-checkers-kinds');
const DEFAULTS = recorded('keepalived-checkers-defaults');

const shown = ({ services, server, method }: HealthChecker): string =>
  `${services.map(showEndpoint).join(',') || '-'} ${server.address}:${server.port} ${method}`;

/** How many addresses the first checker of a group is for. */
const sizeOfGroup = (text: string): number =>
  parseHealthCheckers(text).find(({ services }) => services.length > 1)?.services.length ?? 0;

describe('parseHealthCheckers', () => {
  it('tells the checkers of all services and servers apart, those of a mark and of a group too', () => {
    expect(parseHealthCheckers(KINDS).map(shown)).to.deep.equal([
      '192.168.0.240:80 192.168.0.223:80 HTTP_GET',
      '192.168.0.240:80 192.168.0.224:80 MISC_CHECK',
      '192.168.0.240:80 192.168.0.225:80 TCP_CHECK',
      '192.168.0.240:80 192.168.0.225:80 PING_CHECK',
      '192.168.0.240:53 192.168.0.223:53 UDP_CHECK',
      '- 192.168.0.223:0 TCP_CHECK',
      '192.168.0.241:80,192.168.0.242:80,192.168.0.243:80 192.168.0.224:80 TCP_CHECK',
      '[2001:db8::240]:443 2001:db8::223:443 SSL_GET',
    ]);
  });

  it('knows a group of addresses by its members, whatever else is in it', () => {
    expect(parseHealthCheckers(recorded('keepalived-checkers-group')).map(shown)).to.deep.equal([
      '192.168.0.240:80 192.168.0.223:80 TCP_CHECK',
      '192.168.0.240:80 192.168.0.224:80 FILE_CHECK',
    ]);
  });

  it('takes no longer range of a group than keepalived does, and none of a group that it does not know', () => {
    const long = KINDS.replace('192.168.0.242-192.168.0.243', '192.168.0.0-192.168.255.255');
    expect(sizeOfGroup(long)).to.equal(257);
    expect(sizeOfGroup(KINDS.replace('Virtual Server Group = G1', 'Virtual Server Group = G2'))).to.equal(0);
  });

  it('gives no times to a checker that waits to be told', () => {
    const told = parseHealthCheckers(recorded('keepalived-checkers-group')).find(
      ({ method }) => method === 'FILE_CHECK',
    );
    expect(told).to.include({ delayLoopMs: 0, retries: 0, delayBeforeRetryMs: 0, connectTimeoutMs: 0, isUp: true });
  });

  it('counts the URLs of HTTP_GET, and tells whether it recovers fast', () => {
    const [get, script] = parseHealthCheckers(KINDS);
    expect(get).to.include({ urls: 2, recoversFast: false });
    expect(script).not.to.have.property('urls');
    const [fast] = parseHealthCheckers(KINDS.replace('Fast recovery unset', 'Fast recovery set'));
    expect(fast).to.include({ urls: 2, recoversFast: true });
  });

  it('gives none without checkers, nor without output', () => {
    expect(parseHealthCheckers('')).to.deep.equal([]);
    expect(parseHealthCheckers('------< Health checkers >------\n')).to.deep.equal([]);
    expect(parseHealthCheckers(KINDS.slice(0, KINDS.indexOf('------< Health')))).to.deep.equal([]);
  });

  it('gives a script the time of the loop when it has none of its own', () => {
    const script = parseHealthCheckers(DEFAULTS).find(({ method }) => method === 'MISC_CHECK');
    expect(script).to.include({ delayLoopMs: 3000, connectTimeoutMs: 3000, retries: 2, delayBeforeRetryMs: 1500 });
  });

  const times = [
    { written: 'Delay loop = 250000 us', delayLoopMs: 250 },
    { written: 'Delay loop = 7 secs', delayLoopMs: 7000 },
    { written: 'Delay loop = 40 ms', delayLoopMs: 40 },
    { written: 'Delay loop = 2.5', delayLoopMs: 2500 },
  ];
  for (const { written, delayLoopMs } of times) {
    it(`reads ${written}`, () => {
      const [checker] = parseHealthCheckers(DEFAULTS.replace('   Delay loop = 3000000 us', `   ${written}`));
      expect(checker).to.include({ delayLoopMs });
    });
  }

  const section = DEFAULTS.slice(DEFAULTS.indexOf('------< Health'));
  const broken = [
    { description: 'an interval', text: section.replace('Delay loop', 'Loop'), field: 'Delay loop' },
    { description: 'a unit that is known', text: section.replace('3000000 us', '3 days'), field: 'Delay loop' },
    { description: 'a delay', text: section.replace('Default delay', 'Default'), field: 'Delay before retry' },
    { description: 'a timeout', text: section.replace('Timeout = 5.000000', 'Timeout = '), field: 'Timeout' },
  ];
  for (const { description, text, field } of broken) {
    it(`refuses a checker without ${description}`, () => {
      const error = parseErrorOf(() => parseHealthCheckers(text));
      expect(error).to.include({
        what: `"${field}" of a health checker`,
        line: 2,
        text: '[192.168.0.240]:tcp:80 -> [192.168.0.223]:tcp:80',
      });
    });
  }
});
