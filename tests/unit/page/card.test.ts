import { expect } from 'chai';
import type { MachineView } from '../../../src/contract/views.ts';
import { CARD, cardSize, rowsOf, spokenOf } from '../../../src/page/card.ts';
import { WORDS } from '../../../src/page/words.ts';

const BARE: MachineView = {
  name: 'web01',
  role: 'real-server',
  kernel: 'host',
  state: 'running',
  isSeen: true,
  interfaces: [
    {
      name: 'eth0',
      network: 'lan',
      mac: '02:42:c0:a8:00:df',
      isUp: true,
      address: '192.168.0.223',
      prefix: 24,
      isThere: true,
    },
  ],
  extras: [],
  gateways: [],
  forwarding: false,
  nat: [],
  drops: 0,
  arp: [],
};
const why = { en: '', zh: '' };
const vip = (answers: boolean): MachineView['extras'] => [
  { address: '192.168.0.240', prefix: 32, device: 'lo', label: 'lo:0', isVip: true, arp: { answers, ignore: 0, why } },
];
const spoken = (machine: MachineView): string => spokenOf(machine, rowsOf(machine, WORDS.en), WORDS.en);
const toneOf = (machine: MachineView, text: string): string | undefined =>
  rowsOf(machine, WORDS.en)
    .flatMap(({ cells }) => cells)
    .find((cell) => cell.text.includes(text))?.tone;

const withInterface = (change: object): MachineView => ({
  ...BARE,
  interfaces: BARE.interfaces.map((one) => ({ ...one, ...change })),
});
const service = (n: number) => ({
  name: `TCP 10.0.0.${n}:80`,
  scheduler: 'rr',
  flags: [],
  connections: 0,
  destinations: [],
});

describe('the card of a machine', () => {
  it('says what the machine has and lacks', () => {
    expect(spoken(BARE)).to.equal(
      'web01, real server, running; eth0 192.168.0.223/24; 02:42:c0:a8:00:df; no VIP here; no default route',
    );
  });

  it('warns of a real server that answers ARP for the VIP, and of a director that does not', () => {
    expect(toneOf({ ...BARE, extras: vip(true) }, 'answers ARP')).to.equal('warn');
    expect(toneOf({ ...BARE, extras: vip(false) }, 'no ARP answer')).to.equal('good');
    expect(toneOf({ ...BARE, role: 'director', extras: vip(true) }, 'answers ARP')).to.equal('good');
    expect(toneOf({ ...BARE, role: 'director', extras: vip(false) }, 'no ARP answer')).to.equal('warn');
  });

  it('tells a lost address, an interface that is down and one that is missing apart', () => {
    expect(spoken(withInterface({ isThere: false }))).to.contain('address missing');
    expect(spoken(withInterface({ isUp: false }))).to.contain('down');
    expect(spoken(withInterface({ mac: undefined }))).to.contain('interface missing');
    expect(spoken(withInterface({ isThere: false, mac: undefined, isSeen: true }))).not.to.contain('address missing');
  });

  it('of a machine that is not seen has its address alone', () => {
    expect(rowsOf({ ...BARE, state: 'off', isSeen: false }, WORDS.en)).to.have.length(1);
    expect(spoken({ ...BARE, state: 'off', isSeen: false })).to.contain('powered off');
  });

  it('shows the first four of many services, and how many more there are', () => {
    const machine: MachineView = { ...BARE, role: 'director', ipvs: { services: [1, 2, 3, 4, 5, 6].map(service) } };
    expect(spoken(machine)).to.contain('TCP 10.0.0.4:80').and.to.contain('+ 2 more').and.not.to.contain('10.0.0.5');
  });

  it('is as high as its rows', () => {
    const rows = rowsOf(BARE, WORDS.en);
    expect(cardSize(BARE, rows).height).to.equal(CARD.head + rows.length * CARD.line + CARD.bottom);
  });

  it('has the same words in both languages', () => {
    expect(Object.keys(WORDS.zh)).to.deep.equal(Object.keys(WORDS.en));
    for (const words of Object.values(WORDS)) expect(words.columns).to.have.length(5);
  });
});
