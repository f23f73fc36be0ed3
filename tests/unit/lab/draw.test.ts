import { expect } from 'chai';
import { bootCommands, drawnFrom, everyDraw } from '../../../src/lab/draw.ts';
import { manifestHash } from '../../../src/lab/hash.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { variantOf } from '../../../src/lab/variant.ts';
import { basicLab } from './basic-lab.ts';

const WORDS = ['one', 'two', 'three', 'four'];
const DRAW = WORDS.map((id) => ({ id, commands: [{ node: 'lvs01', run: `echo ${id} 192.168.0.240` }] }));
const LAB: Lab = { ...basicLab(), draw: DRAW };
const SEEDS = Array.from({ length: 200 }, (_, index) => `student-${index}`);

const idIn = (seed: string): string | undefined => drawnFrom(variantOf(LAB, seed).lab)?.id;

describe('drawnFrom', () => {
  it('is the first without a variant, and nothing where nothing is to be drawn', () => {
    expect(drawnFrom(LAB)?.id).to.equal('one');
    expect(drawnFrom(basicLab())).to.equal(undefined);
    expect(drawnFrom(variantOf(basicLab(), 'alice').lab)).to.equal(undefined);
  });

  it('is always the same for the same seed', () => {
    expect(SEEDS.map(idIn)).to.deep.equal(SEEDS.map(idIn));
  });

  it('is each of them for about as many seeds', () => {
    const drawn = SEEDS.map(idIn);
    for (const word of WORDS) {
      const share = drawn.filter((one) => one === word).length;
      expect(share, word).to.be.within(30, 70);
    }
  });

  it('is renumbered with the lab', () => {
    const { lab, text } = variantOf(LAB, 'alice');
    const [command] = drawnFrom(lab)?.commands ?? [];
    expect(command?.run).to.include(text('192.168.0.240'));
    expect(command?.run).to.not.include('192.168.0.240');
  });
});

describe('bootCommands', () => {
  it('are those of the lab, then of what was drawn', () => {
    const [own = []] = bootCommands(basicLab());
    expect(bootCommands(LAB)).to.deep.equal([own, DRAW[0]?.commands]);
  });

  it('make another manifest of each draw, and none of what was not drawn', () => {
    const hashes = everyDraw(LAB).map(manifestHash);
    expect(new Set([...hashes, manifestHash(basicLab())]).size).to.equal(5);
    expect(manifestHash({ ...LAB, draw: DRAW.slice(0, 2) })).to.equal(manifestHash(LAB));
  });
});

describe('everyDraw', () => {
  it('begins with what is drawn, and has each once', () => {
    const { lab } = variantOf(LAB, SEEDS.find((seed) => idIn(seed) === 'three') ?? '');
    const drawn = everyDraw(lab).map((one) => drawnFrom(one)?.id);
    expect(drawn).to.deep.equal(['three', 'one', 'two', 'four']);
  });

  it('is the lab alone where nothing is to be drawn', () => {
    const lab = basicLab();
    expect(everyDraw(lab)).to.deep.equal([lab]);
  });
});
