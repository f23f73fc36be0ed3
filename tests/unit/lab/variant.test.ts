import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { manifestHash } from '../../../src/lab/hash.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { inVariant, toSeed, variantOf } from '../../../src/lab/variant.ts';
import { LABS } from '../../helpers/lab.ts';
import { basicLab } from './basic-lab.ts';

const FOLDER = new URL('../../../labs/', import.meta.url);

interface Written {
  lab: Lab;
  source: string;
  guides: string[];
}

function written(id: string): Written {
  const read = (name: string): string => readFileSync(new URL(`${id}/${name}`, FOLDER), 'utf8');
  const parsed = parseLab(id, read('lab.yaml'));
  if (!('lab' in parsed)) throw new Error(`labs/${id}/lab.yaml has problems`);
  return {
    lab: parsed.lab,
    source: read('lab.yaml'),
    guides: ['zh', 'en'].map((language) => read(`guide.${language}.md`)),
  };
}

const FULL = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d)/g;
const MAC = /02:42(:[0-9a-f]{2}){4}/g;
const hex = (part: string): string => Number(part).toString(16).padStart(2, '0');
const widths = (text: string): number[] => text.split('\n').map((line) => line.length);
const lastOf = (address: string): string => address.split('.')[3] ?? '';

/** What is left of the old numbers, looked for as bluntly as possible: lines that have them. */
function makeSearch(lab: Lab): (text: string) => string[] {
  const own = lab.nodes.flatMap(({ interfaces }) => interfaces.map(({ address }) => address));
  const bases = lab.networks.map(({ subnet }) => subnet.split('.').slice(0, 3));
  // Round numbers have other meanings too, such as 100 %.
  const ends = [...own, ...Object.values(lab.vars)]
    .map(lastOf)
    .filter((end) => end.length === 3 && !end.endsWith('00'));
  const whole = [
    ...bases.map((base) => String.raw`(?<!\d)${base.join(String.raw`\.`)}(?!\d)`),
    ...bases.map((base) => ['02', '42', ...base.map(hex)].join(':')),
  ];
  const short = [
    String.raw`(?<![\d.])(?:${ends.join('|')})(?! bytes|[\d.])`,
    String.raw`\.\.\.:(?:00:)?(?:${ends.map(hex).join('|')})\b`,
  ];
  const [inWhole, inRest] = [new RegExp(whole.join('|')), new RegExp(short.join('|'))];
  return (text) =>
    text
      // All of 192.168 stays what it was; counters are in the last columns of ipvsadm's table.
      .replaceAll('192.168.0.0/16', '')
      .replaceAll(/^ +-> .*$/gm, (row) => row.replace(/( +\d+){3}$/, ''))
      .replaceAll(/\b\d+ (?=Conns|InPkts|SYN_RECV)|(?<=\| )\d+(?= \|)/g, '')
      .split('\n')
      .filter((line) => inWhole.test(line) || inRest.test(line.replaceAll(FULL, '').replaceAll(MAC, '')));
}

/** Numbers of the original that a guide may have in another meaning, by chance also those of the variant. */
const chance = (text: string, lab: Lab): string[] => {
  const ends = new Set(Object.values(lab.vars).map(lastOf));
  return [...text.matchAll(/\.\.\.:(?:..:)?([0-9a-f]{2})\b|\b(?:eth\d|lo):(\d{2,})\b/g)]
    .map(([, tail, label]) => label ?? String(parseInt(tail ?? '', 16)))
    .filter(
      (end) =>
        !ends.has(end) && !lab.nodes.some((node) => node.interfaces.some(({ address }) => lastOf(address) === end)),
    );
};

const seeds = fc.string({ minLength: 1, maxLength: 12 }).map(toSeed);

for (const id of LABS) {
  describe(`a variant of ${id}`, () => {
    const original = written(id);
    const { lab, source, guides } = original;
    const leftovers = makeSearch(lab);

    it('is what its renumbered file says, which breaks no rule', () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const variant = variantOf(lab, seed);
          const parsed = parseLab(id, variant.text(source));
          const { variant: _seed, ...renumbered } = variant.lab;
          expect(parsed).to.deep.equal({ lab: renumbered });
        }),
        { numRuns: 10 },
      );
    }).timeout(30_000);

    it('has no address of the original left, in its file and its guides', () => {
      expect(leftovers(source)).to.not.deep.equal([]);
      fc.assert(
        fc.property(seeds, (seed) => {
          const variant = variantOf(lab, seed);
          for (const text of [source, ...guides, JSON.stringify({ ...variant.lab, variant: '' }, undefined, 1)]) {
            const moved = text === source || guides.includes(text) ? variant.text(text) : text;
            expect(leftovers(moved)).to.deep.equal([]);
            expect(chance(moved, variant.lab)).to.deep.equal([]);
          }
        }),
        { numRuns: 20 },
      );
    }).timeout(30_000);

    it('has all in the columns where it was', () => {
      const variant = variantOf(lab, 'alice');
      for (const text of [source, ...guides]) {
        expect(widths(variant.text(text))).to.deep.equal(widths(text));
      }
    });

    it('is the same for the same seed, another for another, and never the original', () => {
      const hashes = Array.from({ length: 60 }, (_, index) => manifestHash(variantOf(lab, `student-${index}`).lab));
      expect(new Set([...hashes, manifestHash(lab)]).size).to.equal(61);
      expect(variantOf(lab, 'student-7')).to.have.deep.property('lab', variantOf(written(id).lab, 'student-7').lab);
    }).timeout(30_000);

    it('names only addresses in its file that can be moved: of nodes, variables, networks', () => {
      const others = [...source.matchAll(FULL)]
        .map(([address]) => address)
        .filter((address) => /^(10|172|192)\./.test(address));
      const bases = lab.networks.map(({ subnet }) => subnet.split('/')[0]?.split('.').slice(0, 3).join('.'));
      expect(others.filter((address) => !bases.includes(address.split('.').slice(0, 3).join('.')))).to.deep.equal([]);
    });
  });
}

describe('variantOf(lab, seed).text', () => {
  // 192.168.0.0/24 and 192.168.200.0/24, the VIP 192.168.0.240
  const { lab, text } = variantOf(basicLab(), 'alice');
  const [lan = '', wan = ''] = lab.networks.map(({ subnet }) => subnet.replace('.0/24', ''));
  const lvs01 = lab.nodes[0]!.interfaces[0]!.address;
  const vip = lab.vars['vip']!;
  const tail = lvs01.split('.').map(hex);
  const wanGateway = text('192.168.200.100').split('.').map(hex);

  const moved: { description: string; from: string; to: string }[] = [
    { description: 'an address', from: 'VIP 192.168.0.240, RIP', to: `VIP ${vip}, RIP` },
    { description: 'with a port', from: '192.168.0.240:80', to: `${vip}:80` },
    { description: 'with a port as tcpdump writes it', from: '192.168.0.240.80: tcp', to: `${vip}.80: tcp` },
    { description: 'at the end of a sentence', from: 'is 192.168.0.240.', to: `is ${vip}.` },
    { description: 'between letters of another script', from: '是192.168.0.240。', to: `是${vip}。` },
    { description: 'in a URL', from: 'http://192.168.0.240/1', to: `http://${vip}/1` },
    { description: 'in a pattern', from: String.raw`192\.168\.0\.240`, to: vip.replaceAll('.', String.raw`\.`) },
    { description: 'in a pattern of classes', from: '192[.]168[.]0[.]240', to: vip.replaceAll('.', '[.]') },
    { description: 'with a length', from: '192.168.0.240/24', to: `${vip}/24` },
    { description: 'of a host, where a subnet could begin too', from: '192.168.0.240/28', to: `${vip}/28` },
    { description: 'a subnet', from: '192.168.0.0/24', to: `${lan}.0/24` },
    { description: 'a part of it', from: '192.168.0.128/25', to: `${lan}.128/25` },
    { description: 'what is around it', from: '192.168.0.0/16', to: '192.168.0.0/16' },
    { description: 'half of all addresses, around it', from: '128.0.0.0/1', to: '128.0.0.0/1' },
    { description: 'a network without a length', from: '192.168.200.0', to: `${wan}.0` },
    { description: 'the broadcast address', from: '192.168.0.255', to: `${lan}.255` },
    { description: 'the first three numbers', from: 'grep 192.168.200', to: `grep ${wan}` },
    { description: 'and a dot', from: '192.168.0.x', to: `${lan}.x` },
    { description: 'a MAC', from: '02:42:c0:a8:00:d2', to: `02:42:${tail.join(':')}` },
    { description: 'the end of a MAC', from: '...:00:d2', to: `...:${tail.slice(2).join(':')}` },
    { description: 'its last part', from: '`...:d2`', to: `\`...:${tail[3]}\`` },
    {
      description: 'the ends of two MACs',
      from: 'c8:64 > 00:d2',
      to: `${wanGateway.slice(2).join(':')} > ${tail.slice(2).join(':')}`,
    },
    { description: 'a label', from: 'eth0:240 lo:240', to: `eth0:${lastOf(vip)} lo:${lastOf(vip)}` },
    { description: 'a search for the VIP', from: 'ip a | grep 240', to: `ip a | grep ${lastOf(vip)}` },
    { description: 'with options', from: 'grep -q 240', to: `grep -q ${lastOf(vip)}` },
  ];
  for (const { description, from, to } of moved) {
    it(`renumbers ${description}`, () => {
      expect(text(from)).to.equal(to);
    });
  }

  const kept = [
    '0.0.0.0/0',
    '127.0.0.1',
    '224.0.0.18',
    '255.255.255.0',
    '10.1.2.3',
    '192.168.1.1',
    '192.168',
    '192.168.0.256',
    '1.192.168.0.240',
    'version 6.12.101',
    '1.02.03',
    '02:42:0a:00:00:01',
    '01:00:5e:00:00:12',
    '...:99',
    '12:34 > 12:35',
    '01:00:d2 > 02:00:d2',
    '240 bytes',
    'eth0:0',
    'eth0:1',
    'grep 80',
    'priority 240',
    '0.617 s',
  ];
  for (const one of kept) {
    it(`leaves ${one}`, () => {
      expect(text(one)).to.equal(one);
    });
  }
});

describe('inVariant', () => {
  it('is the lab as it is written without a seed', () => {
    const lab = basicLab();
    expect(inVariant(lab, undefined)).to.equal(lab);
    expect(inVariant(lab, 'alice').variant).to.equal('alice');
  });
});

describe('toSeed', () => {
  it('takes no notice of capitals, accents and spaces around', () => {
    expect(toSeed(' Zoe\u0308 ')).to.equal(toSeed('zoë'));
    expect(toSeed('李雷')).to.equal('李雷');
  });
});
