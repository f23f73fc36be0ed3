import { expect } from 'chai';
import { checkReport, labFine, onNode } from '../helpers/lab.ts';

const INSTANCE = 'e2e-mode-fullnat';
const on = (node: string, script: string) => onNode('mode-fullnat', INSTANCE, node, script);
const logged = (node: string): Promise<string> => on(node, 'tail -n 1 /var/log/nginx/access.log');

describe('the mode FULLNAT', () => {
  before(() => labFine(['start', 'mode-fullnat', '--as', INSTANCE, '--solve']));
  after(() => labFine(['stop', 'mode-fullnat', '--as', INSTANCE]));

  it('1.6.4: real servers without a router serve a client outside, and log an address of the director', async () => {
    expect(await on('web01', 'ip route')).to.not.contain('default');
    expect(await on('wanclient', 'for i in 1 2; do curl -sS --max-time 2 192.168.200.240; done')).to.contain(' bbs');
    for (const node of ['web01', 'web02']) expect(await logged(node)).to.match(/^192\.168\.0\.23[12] - - .*"GET \/ /);
    await on('wanclient', 'for i in 1 2; do curl -sS --max-time 2 192.168.200.241; done');
    for (const node of ['web01', 'web02']) expect(await logged(node)).to.match(/^192\.168\.0\.23[34] - - .*"GET \/ /);
  });

  it('serves a client of the real servers’ own subnet, which NAT alone cannot', async () => {
    const page = await on('lanclient', 'curl -sS --max-time 2 192.168.200.240/who');
    expect(page).to.match(/^192\.168\.0\.22[34] sees 192\.168\.0\.23[12]$/);
  });

  it('goes on when the whole is renumbered', async () => {
    const as = ['mode-fullnat', '--as', `${INSTANCE}-alice`];
    await labFine(['start', ...as, '--variant', 'alice', '--solve']);
    try {
      expect(await checkReport('mode-fullnat', `${INSTANCE}-alice`)).to.deep.include({ passed: true, points: 100 });
    } finally {
      await labFine(['stop', ...as]);
    }
  });
});
