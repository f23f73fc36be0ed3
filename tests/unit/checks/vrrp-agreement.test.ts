import { expectFail, expectPass, judgedExp2, type WrittenCheck } from '../../helpers/judge.ts';
import { exp2, exp2With, exp2WithInstance, keepalivedOf, type Mistake } from '../../helpers/snapshot.ts';

const VIP = '192.168.0.240';
const wanted: WrittenCheck = { kind: 'vrrp-agreement', address: VIP, nodes: ['lvs01', 'lvs02'] };

interface Values {
  state?: string;
  version?: number;
  id?: number;
  priority?: number;
  interval?: number;
  password?: string;
}

const shown = (node: string, change: Values = {}): string => {
  const is = { version: 2, id: 55, interval: 1, password: 'auth_pass 1111', ...change };
  return `${node} VI_1: state ${is.state}, interface eth0, version ${is.version}, virtual_router_id ${is.id}, priority ${is.priority}, advert_int ${is.interval}, ${is.password}`;
};
const lvs01 = (change: Values = {}): string => shown('lvs01', { state: 'MASTER', priority: 150, ...change });
const lvs02 = (change: Values = {}): string => shown('lvs02', { state: 'BACKUP', priority: 100, ...change });

const TWO_ROUTERS = 'they are two routers, and each takes the address';
const DEAF = 'each throws the advertisements of the other away';

describe('vrrp-agreement', () => {
  it('passes when both are one router', () => {
    expectPass(judgedExp2(wanted), [lvs01(), lvs02()]);
  });

  const same: Mistake[] = ['wide-prefix', 'vip-on-lo', 'vrrp-blocked', 'no-rules', 'tutorial'];
  for (const mistake of same) {
    it(`passes with what is not VRRP's: ${mistake}`, () => {
      expectPass(judgedExp2(wanted, { snapshot: exp2With(mistake) }), [lvs01(), lvs02()]);
    });
  }

  it('passes with nopreempt, which has BACKUP on both', () => {
    expectPass(judgedExp2(wanted, { snapshot: exp2With('nopreempt') }), [lvs01({ state: 'BACKUP' }), lvs02()]);
  });

  it('passes when passwords differ behind their eighth byte, which is never sent', () => {
    const snapshot = exp2WithInstance('lvs01', { password: '12345678' });
    const [other] = keepalivedOf(snapshot, 'lvs02').instances;
    if (other) other.password = '123456789';
    expectPass(judgedExp2(wanted, { snapshot }), [
      lvs01({ password: 'auth_pass 12345678' }),
      lvs02({ password: 'auth_pass 123456789' }),
    ]);
  });

  const recorded: { description: string; mistake: Mistake; reason: string; evidence: string[] }[] = [
    {
      description: 'another virtual_router_id',
      mistake: 'other-router-id',
      reason: `virtual_router_id differs (lvs01 55, lvs02 56): ${TWO_ROUTERS}`,
      evidence: [lvs01(), lvs02({ id: 56 })],
    },
    {
      description: 'another password',
      mistake: 'other-password',
      reason: `auth_pass differs (lvs01 1111, lvs02 2222): ${DEAF}`,
      evidence: [lvs01(), lvs02({ password: 'auth_pass 2222' })],
    },
    {
      description: 'another interval',
      mistake: 'other-interval',
      reason: `advert_int differs (lvs01 1, lvs02 2): ${DEAF}`,
      evidence: [lvs01(), lvs02({ interval: 2 })],
    },
    {
      description: 'another version',
      mistake: 'other-version',
      reason: 'VRRP version differs (lvs01 2, lvs02 3): they do not understand each other',
      evidence: [lvs01(), lvs02({ version: 3, password: 'no auth_pass' })],
    },
    {
      description: 'the same priority',
      mistake: 'same-priority',
      reason:
        'lvs02 has priority 150 and lvs01 150: nobody is preferred, and the address does not come back after a failover',
      evidence: [lvs01(), lvs02({ priority: 150 })],
    },
    {
      description: 'keepalived stopped on one',
      mistake: 'backup-stopped',
      reason: `keepalived on lvs02 runs no VRRP instance with ${VIP}`,
      evidence: [lvs01()],
    },
  ];
  for (const { description, mistake, reason, evidence } of recorded) {
    it(`fails with ${description}`, () => {
      expectFail(judgedExp2(wanted, { snapshot: exp2With(mistake) }), reason, evidence);
    });
  }

  it('passes with vrrp_strict on both, unless keepalived drops what comes for its own address', () => {
    const strict = [lvs01({ state: 'BACKUP', password: 'no auth_pass' }), lvs02({ password: 'no auth_pass' })];
    const snapshot = exp2With('strict');
    expectPass(judgedExp2(wanted, { snapshot }), strict);
    for (const instance of keepalivedOf(snapshot, 'lvs01').instances) instance.dropsItsOwn = true;
    const reason = "keepalived's own firewall on lvs01 drops what comes for the address: ";
    expectFail(judgedExp2(wanted, { snapshot }), `${reason}vrrp_strict does that`, strict);
    const { snapshot: closed, evidence } = {
      snapshot: exp2WithInstance('lvs01', { dropsItsOwn: true }),
      evidence: [lvs01(), lvs02()],
    };
    expectFail(judgedExp2(wanted, { snapshot: closed }), `${reason}no_accept does that`, evidence);
  });

  it('passes with MASTER on both: the priorities decide', () => {
    expectPass(judgedExp2(wanted, { snapshot: exp2With('two-masters') }), [lvs01(), lvs02({ state: 'MASTER' })]);
  });

  it('fails when the higher priority is on the other', () => {
    expectFail(
      judgedExp2(wanted, { snapshot: exp2WithInstance('lvs02', { priority: 200 }) }),
      'lvs02 has priority 200 and lvs01 150: lvs02 becomes master',
      [lvs01(), lvs02({ priority: 200 })],
    );
  });

  it('fails when one has a password and the other has none', () => {
    expectFail(
      judgedExp2(wanted, { snapshot: exp2WithInstance('lvs01', { password: undefined }) }),
      `auth_pass differs (lvs01 -, lvs02 1111): ${DEAF}`,
      [lvs01({ password: 'no auth_pass' }), lvs02()],
    );
  });

  it('fails when the instances are of other addresses, of which one begins alike', () => {
    const addresses = ['192.168.0.24/24 dev eth0', '192.168.0.2400 dev eth0'];
    const snapshot = exp2WithInstance('lvs02', { addresses });
    const [first] = keepalivedOf(snapshot, 'lvs01').instances;
    if (first) first.addresses = addresses;
    expectFail(judgedExp2(wanted, { snapshot }), `keepalived on lvs01, lvs02 runs no VRRP instance with ${VIP}`, []);
  });

  it('takes the instance with the address of several', () => {
    const snapshot = exp2();
    const keepalived = keepalivedOf(snapshot, 'lvs02');
    const [instance] = keepalived.instances;
    if (instance) keepalived.instances.unshift({ ...instance, name: 'VI_0', virtualRouterId: 9, addresses: [] });
    expectPass(judgedExp2(wanted, { snapshot }), [lvs01(), lvs02()]);
  });

  it('shows BACKUP where the file does not say', () => {
    const snapshot = exp2();
    keepalivedOf(snapshot, 'lvs01').configuration = [];
    expectPass(judgedExp2(wanted, { snapshot }), [lvs01({ state: 'BACKUP' }), lvs02()]);
  });
});
