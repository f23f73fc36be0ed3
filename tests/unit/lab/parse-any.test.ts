import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { wayOf } from '../../../src/diagnosis/way.ts';
import { kindOf } from '../../../src/checks/kinds.ts';
import { everyDraw } from '../../../src/lab/draw.ts';
import { manifestHash } from '../../../src/lab/hash.ts';
import type { Lab } from '../../../src/lab/lab.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { PROBLEM_CODES, type Problem } from '../../../src/lab/problem.ts';
import { variantOf } from '../../../src/lab/variant.ts';
import { readYaml } from '../../../src/lab/yaml-file.ts';
import { nodeSpec, type KernelMode } from '../../../src/orchestrator/node-spec.ts';
import { planStart } from '../../../src/orchestrator/plan.ts';
import { GRAPH_FORMATS, renderGraph } from '../../../src/report/graph.ts';
import { expectedOutcomes } from '../../../src/actions/selftest/expect.ts';
import { applied, PIECES, textMutation } from '../../helpers/edits.ts';
import { cases, expectSoon, TEST_MS } from '../../helpers/fuzz.ts';
import { yamlMutation } from '../../helpers/yaml-edits.ts';

const FOLDER = new URL('../../../labs/', import.meta.url);
const SEEDS = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, source: readFileSync(new URL(`${name}/lab.yaml`, FOLDER), 'utf8') }));

function expectInside({ line, column, code, message, path }: Problem, source: string): void {
  const lines = source.split('\n');
  expect(line).to.be.within(1, lines.length);
  expect(column).to.be.within(1, (lines[line - 1] ?? '').length + 1);
  expect(PROBLEM_CODES).to.include(code);
  expect(message).to.not.match(/\p{Cc}/u);
  expect(path === '' || message.startsWith(`${path}: `)).to.equal(true);
}

/** What every verb makes of a lab without an engine. */
function expectUsable(lab: Lab): void {
  const manifest = manifestHash(lab);
  const kernels = Object.fromEntries(lab.nodes.map(({ name }): [string, KernelMode] => [name, 'host']));
  const existing = { networks: [], containers: [] };
  const plan = planStart({ lab, instance: 'it', manifest, kernels, existing });
  expect(plan.createNodes).to.have.lengthOf(lab.nodes.length);
  expect(plan.createNetworks).to.have.lengthOf(lab.networks.length);
  const subnets = Object.fromEntries(lab.networks.map(({ name }, index) => [name, `198.18.${index}.0/24`]));
  const labels = { lab: lab.id, instance: 'it', manifest, version: '0', owner: 'me', variant: lab.variant };
  for (const node of lab.nodes) nodeSpec(lab, node, { labels, kernel: 'own', image: 'image', subnets });
  for (const format of GRAPH_FORMATS) expect(renderGraph(lab, format, 'zh')).to.not.equal('');
  for (const check of lab.checks) {
    const requests = kindOf(check).request?.(check) ?? [];
    for (const request of [requests].flat()) wayOf(lab, request);
  }
  for (const { fails } of lab.faults) expectedOutcomes(lab.checks, fails);
  expect(everyDraw(lab)).to.not.have.lengthOf(0);
}

/** The same data, written as JSON, which is YAML, is the same lab. */
function expectSameAsJson(lab: Lab, source: string): void {
  const yaml = readYaml(source);
  if (!('value' in yaml)) throw new Error('a lab without data');
  expect(parseLab(lab.id, JSON.stringify(yaml.value))).to.deep.equal({ lab });
}

function expectSound(id: string, source: string): void {
  const parsed = expectSoon(() => parseLab(id, source));
  if ('lab' in parsed) {
    const { lab } = parsed;
    expect(parsed).to.not.have.property('problems');
    expectUsable(lab);
    expectSameAsJson(lab, source);
    const variant = variantOf(lab, 'Li Lei');
    expectUsable(variant.lab);
    const read = parseLab(id, variant.text(source));
    if ('problems' in read) expect.fail(`valid, but not in a variant: ${JSON.stringify(read.problems)}`);
    return;
  }
  expect(parsed.problems).to.not.have.lengthOf(0);
  for (const problem of parsed.problems) expectInside(problem, source);
  const places = parsed.problems.map(({ line, column }) => `${line}:${column}`);
  expect(new Set(places).size).to.equal(places.length);
}

const seed = fc.constantFrom(...SEEDS);

describe('parseLab of any text', function anyText() {
  this.timeout(TEST_MS);

  it('gives a lab that can be used, or problems that stand in the file, for any lab with a few edits', () => {
    const edits = fc.array(textMutation, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(seed, edits, ({ name, source }, made) => expectSound(name, applied(source, made))),
      cases(80),
    );
  });

  it('gives a lab that can be used, or problems that stand in the file, for any lab with its structure changed', () => {
    const edits = fc.array(yamlMutation, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(seed, edits, ({ name, source }, made) => expectSound(name, applied(source, made))),
      cases(120),
    );
  });

  it('gives a lab that can be used, or problems that stand in the file, for no lab at all', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 40 });
    fc.assert(
      fc.property(text, (pieces) => expectSound('it', pieces.join(''))),
      cases(300),
    );
  });

  for (const { name, source } of SEEDS) {
    it(`gives the same lab for ${name} with CRLF, with a byte order mark, and as JSON`, () => {
      const parsed = parseLab(name, source);
      if ('problems' in parsed) expect.fail(JSON.stringify(parsed.problems));
      expect(parseLab(name, source.replaceAll('\n', '\r\n'))).to.deep.equal(parsed);
      expect(parseLab(name, `\ufeff${source}`)).to.deep.equal(parsed);
      expectSameAsJson(parsed.lab, source);
      expectUsable(parsed.lab);
    });
  }
});
