import { expect } from 'chai';
import { checkReport, labFine, onNode } from '../helpers/lab.ts';

const INSTANCE = 'e2e-mode-nat';
const on = (node: string, script: string) => onNode('mode-nat', INSTANCE, node, script);

/** What tcpdump on a node prints while another one asks for a page. */
const seenOn = async (node: string, device: string, asks: string): Promise<string> => {
  const seen = on(node, `timeout 4 tcpdump -nn -t -l -i ${device} 'tcp port 80 or tcp port 8080' 2>/dev/null || true`);
  await on(asks, 'sleep 1; curl -s --max-time 2 192.168.200.240 || true');
  return seen;
};

describe('the mode NAT', () => {
  before(() => labFine(['start', 'mode-nat', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'mode-nat', '--as', INSTANCE]));

  it('1.6.1: the director rewrites the destination on the way in, and the source on the way out', async () => {
    const seen = await seenOn('lvs01', 'any', 'wanclient');
    const [, port = ''] = /eth1 +In +IP 192\.168\.200\.200\.(\d+) > 192\.168\.200\.240\.80:/.exec(seen) ?? [];
    expect(seen).to.match(new RegExp(`eth0 +Out IP 192\\.168\\.200\\.200\\.${port} > 192\\.168\\.0\\.22[34]\\.8080:`));
    expect(seen).to.match(new RegExp(`eth0 +In +IP 192\\.168\\.0\\.22[34]\\.8080 > 192\\.168\\.200\\.200\\.${port}:`));
    expect(seen).to.match(new RegExp(`eth1 +Out IP 192\\.168\\.200\\.240\\.80 > 192\\.168\\.200\\.200\\.${port}:`));
  });

  it('a client of the real servers’ own subnet gets no page: it hears from a server that it never asked', async () => {
    const seen = await seenOn('lanclient', 'eth0', 'lanclient');
    const [, port = ''] = /192\.168\.0\.220\.(\d+) > 192\.168\.200\.240\.80: Flags \[S\]/.exec(seen) ?? [];
    const [, server = ''] =
      new RegExp(`(192\\.168\\.0\\.22[34]\\.8080) > 192\\.168\\.0\\.220\\.${port}: Flags \\[S\\.\\]`).exec(seen) ?? [];
    expect(seen).to.contain(`192.168.0.220.${port} > ${server}: Flags [R]`);
    expect(seen).to.not.contain('Flags [P');
  });

  it('that client gets pages once the real servers answer it through the director', async () => {
    for (const node of ['web01', 'web02']) await on(node, 'ip route add 192.168.0.220 via 192.168.0.210');
    expect(await on('lanclient', 'curl -sS --max-time 2 192.168.200.240')).to.match(/^192\.168\.0\.22[34] bbs$/);
    for (const node of ['web01', 'web02']) await on(node, 'ip route del 192.168.0.220');
    const { points, passed } = await checkReport('mode-nat', INSTANCE);
    expect({ points, passed }).to.deep.equal({ points: 100, passed: true });
  });
});
