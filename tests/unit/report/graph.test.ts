import { readFileSync } from 'node:fs';
import { expect } from 'chai';
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

describe('renderGraph', () => {
  for (const format of GRAPH_FORMATS) {
    it(`draws experiment 1 as ${format}`, () => {
      expect(renderGraph(EXP1, format)).to.equal(expected(format));
    });
  }

  it('gives Mermaid no name that it knows itself, and none twice', () => {
    const source = readProjectFile('tests/fixtures/labs-valid/basic.yaml');
    const lab = labOf('basic', source);
    const [first, ...rest] = lab.nodes;
    if (!first) throw new Error('the basic lab has no node');
    const nodes = [{ ...first, name: 'end' }, { ...first, name: 'net-lan' }, ...rest];
    const drawn = renderGraph({ ...lab, nodes }, 'mermaid');
    const names = Array.from(drawn.matchAll(/^ {2}(\w+)[[(]/gm), ([, name]) => name);
    expect(names).to.include.members(['node_end', 'node_net_lan', 'net_lan']);
    expect(new Set(names).size).to.equal(names.length);
  });

  it('draws a network without nodes', () => {
    const lab = { ...EXP1, nodes: [], vars: {} };
    expect(renderGraph(lab, 'text')).to.equal('lan 192.168.0.0/24\n\nwan 192.168.200.0/24');
  });
});
