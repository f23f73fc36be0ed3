import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseLab } from '../../../src/lab/parse.ts';
import { BASIC, basicLab, basicWith, problemsOf } from './basic-lab.ts';

const places = (source: string): string[] =>
  problemsOf(source).map(({ code, line, column, path }) => `${code} ${line}:${column} ${path}`);

describe('parseLab', () => {
  it('gives the lab of a good file, and no problems', () => {
    const parsed = parseLab('basic', BASIC);
    expect(parsed).to.have.all.keys('lab');
    expect(parsed).to.have.nested.property('lab.id', 'basic');
  });

  it('takes experiment 1', () => {
    const source = readFileSync(new URL('../../../labs/exp1/lab.yaml', import.meta.url), 'utf8');
    expect(parseLab('exp1', source)).to.have.all.keys('lab');
  });

  it('writes out the short form of a network', () => {
    expect(basicLab().networks).to.deep.equal([
      { name: 'lan', subnet: '192.168.0.0/24', interface: 'eth0' },
      { name: 'wan', subnet: '192.168.200.0/24', interface: 'wan0' },
    ]);
  });

  it('numbers interfaces by the order of the networks', () => {
    const { networks } = basicLab('{ subnet: 192.168.200.0/24, interface: wan0 }', '192.168.200.0/24');
    expect(networks.map((network) => network.interface)).to.deep.equal(['eth0', 'eth1']);
  });

  it('puts the interfaces of a node in the order of the networks, not of its addresses', () => {
    expect(basicLab().nodes.at(-1)?.interfaces).to.deep.equal([
      { name: 'eth0', network: 'lan', address: '192.168.0.100', prefix: 24 },
      { name: 'wan0', network: 'wan', address: '192.168.200.100', prefix: 24 },
    ]);
  });

  it('leaves the gateway undefined where the file has none', () => {
    expect(basicLab().nodes.map(({ gateway }) => gateway)).to.deep.equal(['192.168.0.100', '192.168.0.100', undefined]);
  });

  it('fills in what may be left out', () => {
    const { nodes, steps, checks } = basicLab();
    expect(nodes[1]).to.deep.include({ kernel: [] });
    expect(steps[0]).to.deep.include({ tutorial: [], checks: [] });
    expect(checks[0]).to.deep.include({ points: 10, needs: [] });
  });

  it('keeps nodes, steps and checks in the order of the file', () => {
    const { nodes, steps, checks } = basicLab();
    expect(nodes.map(({ name }) => name)).to.deep.equal(['lvs01', 'web01', 'gateway']);
    expect(steps.map(({ id }) => id)).to.deep.equal(['pages', 'vip']);
    expect(checks.map(({ id }) => id)).to.deep.equal(['vip-director', 'page']);
  });

  it('finds the same lines in a file with CRLF', () => {
    const source = basicWith('role: director', 'role: directr');
    expect(places(source.replaceAll('\n', '\r\n'))).to.deep.equal(places(source));
  });

  it('names the place of every problem as a path', () => {
    expect(places(basicWith('web01, run', 'web1, run'))).to.deep.equal([
      'NODE_UNKNOWN 31:17 steps[0].commands[0].node',
    ]);
  });
});

describe('parseLab with aliases', () => {
  const title = 'title: { zh: 网页, en: Pages }';

  it('takes a text, a map and a list by alias', () => {
    const source = BASIC.replace(title, 'title: &title { zh: 网页, en: Pages }')
      .replace('title: { zh: 网页, en: The page }', 'title: *title')
      .replace('[ip_vs]', '&kernel [ip_vs]')
      .replace('    role: real-server\n', '    role: real-server\n    kernel: *kernel\n');
    const parsed = parseLab('basic', source);
    expect(parsed).to.have.deep.nested.property('lab.checks[1].title', { zh: '网页', en: 'Pages' });
    expect(parsed).to.have.deep.nested.property('lab.nodes[1].kernel', ['ip_vs']);
  });

  it('merges maps, what is written beside the merge key first', () => {
    const source = BASIC.replace('  lvs01:\n', '  lvs01: &director\n').replace(
      /  web01:\n.*\n.*\n.*\n/,
      '  web01:\n    <<: *director\n    role: real-server\n    addresses: { lan: 192.168.0.223 }\n',
    );
    const parsed = parseLab('basic', source);
    expect(parsed).to.have.nested.property('lab.nodes[1].role', 'real-server');
    expect(parsed).to.have.nested.property('lab.nodes[1].gateway', '192.168.0.100');
    expect(parsed).to.have.deep.nested.property('lab.nodes[1].kernel', ['ip_vs']);
  });

  it('of several merged maps takes the first that has a field', () => {
    const merged = 'x: [&one { en: One }, &two { en: Two, zh: 二 }]\ntitle: { <<: [*one, *two] }\n';
    const parsed = parseLab('basic', BASIC.replace(/^title.*\n/, merged));
    expect(parsed).to.have.deep.nested.property('problems.length', 1);
    expect(parsed).to.have.nested.property('problems[0].path', 'x');
  });

  const cases = [
    {
      description: 'a value that is wrong here only is reported at the alias',
      source: BASIC.replace('lan: 192.168.0.100', 'lan: &gw 192.168.0.100').replace(
        /$/,
        `  - id: late\n    title: { zh: 网页, en: Pages }\n    kind: address\n    points: 0\n    node: *gw\n    address: *gw\n`,
      ),
      expected: ['VALUE_INVALID 60:11 checks[2].node'],
    },
    {
      description: 'what is wrong inside of an aliased map is reported at the anchor, once',
      source: BASIC.replace(title, 'title: &title { zh: 网页, en: 5 }').replace(
        /title: { zh: 网页, en: The page }/,
        'title: *title',
      ),
      expected: ['VALUE_INVALID 28:33 steps[0].title.en'],
    },
    {
      description: 'a field that an aliased map lacks is reported at the map and at the alias',
      source: BASIC.replace(title, 'title: &title { zh: 网页 }').replace(
        /title: { zh: 网页, en: The page }/,
        'title: *title',
      ),
      expected: ['FIELD_MISSING 28:19 steps[0].title', 'FIELD_MISSING 50:12 checks[1].title'],
    },
    {
      description: 'an unknown field of a merged map is reported at its key',
      source: BASIC.replace(title, 'title: &title { zh: 网页, en: Pages, fr: Page }').replace(
        /title: { zh: 网页, en: The page }/,
        'title: { <<: *title, en: The page }',
      ),
      expected: ['FIELD_UNKNOWN 28:40 steps[0].title.fr'],
    },
    {
      description: 'a wrong value of a merged map is reported at the value',
      source: BASIC.replace('  lvs01:\n', '  lvs01: &director\n').replace(
        '    role: real-server\n    addresses: { lan: 192.168.0.223 }\n    gateway: 192.168.0.100\n',
        '    <<: *director\n    addresses: { lan: 192.168.0.223 }\n    gateway: 192.168.0.223\n    kernel: [ipip, ipop]\n',
      ),
      expected: ['VALUE_INVALID 22:20 nodes.web01.kernel[1]'],
    },
  ];
  for (const { description, source, expected } of cases) {
    it(description, () => {
      expect(places(source)).to.deep.equal(expected);
    });
  }
});
