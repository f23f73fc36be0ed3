import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import type { Lab } from '../../../src/lab/lab.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { GRAPH_FORMATS, renderGraph } from '../../../src/report/graph.ts';
import { readProjectFile } from '../../helpers/page.ts';

function labOf(id: string, source: string): Lab {
  const parsed = parseLab(id, source);
  if (!('lab' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.lab;
}

const EXP1 = labOf('exp1', readProjectFile('labs/exp1/lab.yaml'));
const expected = (format: string): string =>
  readFileSync(new URL(`fixtures/exp1.${format}`, import.meta.url), 'utf8').trimEnd();

/** Corners of the boxes of nodes, as they are drawn; the first rectangle is the paper. @throws when it is not well-formed */
function boxesOf(svg: string): { x: number; y: number; right: number; bottom: number }[] {
  const rectangles: Record<string, string>[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'rect') rectangles.push(attributes);
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return rectangles.slice(1).map(({ x, y, width, height }) => ({
    x: Number(x),
    y: Number(y),
    right: Number(x) + Number(width),
    bottom: Number(y) + Number(height),
  }));
}

/** Nodes on one, two and three of three networks, more than fit beside each other. */
const crowd = (): Lab => {
  const names = ['a', 'b', 'c'];
  const networks = names.map((name, index) => ({ name, subnet: `10.0.${index}.0/24`, interface: `eth${index}` }));
  const sets = [[0], [0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2], ...Array.from({ length: 9 }, () => [0])];
  const nodes = sets.map((set, number) => ({
    name: `n<${number}`,
    role: 'real-server' as const,
    gateway: number % 2 === 0 ? '10.0.0.1' : undefined,
    kernel: [],
    interfaces: set.map((index) => ({
      name: `eth${index}`,
      network: names[index] ?? '',
      address: `10.0.${index}.${number + 10}`,
      prefix: 24,
    })),
  }));
  return { ...EXP1, networks, nodes };
};

describe('renderGraph', () => {
  for (const format of GRAPH_FORMATS) {
    it(`draws experiment 1 as ${format}`, () => {
      expect(renderGraph(EXP1, format, 'en').trimEnd()).to.equal(expected(format));
    });
  }

  it('gives Mermaid no name that it knows itself, and none twice', () => {
    const source = readProjectFile('tests/fixtures/labs-valid/basic.yaml');
    const lab = labOf('basic', source);
    const [first, ...rest] = lab.nodes;
    if (!first) throw new Error('the basic lab has no node');
    const nodes = [{ ...first, name: 'end' }, { ...first, name: 'net-lan' }, ...rest];
    const drawn = renderGraph({ ...lab, nodes }, 'mermaid', 'en');
    const names = Array.from(drawn.matchAll(/^ {2}(\w+)[[(]/gm), ([, name]) => name);
    expect(names).to.include.members(['node_end', 'node_net_lan', 'net_lan']);
    expect(new Set(names).size).to.equal(names.length);
  });

  it('draws every node once, and none over another', () => {
    const labs = ['exp1', 'exp3', 'mode-tun', 'mode-compare'].map((id) =>
      labOf(id, readProjectFile(`labs/${id}/lab.yaml`)),
    );
    for (const lab of [...labs, crowd(), { ...EXP1, nodes: [] }]) {
      const svg = renderGraph(lab, 'svg', 'zh');
      const boxes = boxesOf(svg);
      expect(boxes).to.have.length(lab.nodes.length);
      const overlapping = boxes.filter((one, index) =>
        boxes.some(
          (other, at) =>
            at > index && one.x < other.right && other.x < one.right && one.y < other.bottom && other.y < one.bottom,
        ),
      );
      expect(overlapping).to.deep.equal([]);
      expect(svg.match(/<circle /g) ?? []).to.have.length(lab.nodes.flatMap(({ interfaces }) => interfaces).length);
      for (const { interfaces } of lab.nodes)
        for (const { address } of interfaces) expect(svg).to.contain(` ${address}</text>`);
    }
  });

  it('draws a network without nodes', () => {
    const lab = { ...EXP1, nodes: [], vars: {} };
    expect(renderGraph(lab, 'text', 'en')).to.equal('lan 192.168.0.0/24\n\nwan 192.168.200.0/24');
  });
});
