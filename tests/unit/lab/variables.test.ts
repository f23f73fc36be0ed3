import { expect } from 'chai';
import { substitute } from '../../../src/lab/variables.ts';

const vars = { vip: '192.168.0.240', rip_1: '192.168.0.223' };

describe('substitute fills in', () => {
  const cases = [
    { description: 'a value that is a variable', text: '${vip}', expected: '192.168.0.240' },
    { description: 'a variable inside of text', text: 'http://${vip}/', expected: 'http://192.168.0.240/' },
    {
      description: 'several variables',
      text: '${vip} ${rip_1} ${vip}',
      expected: '192.168.0.240 192.168.0.223 192.168.0.240',
    },
    { description: 'variables that touch', text: '${vip}${rip_1}', expected: '192.168.0.240192.168.0.223' },
    { description: 'nothing where there are no braces', text: '$vip and vip', expected: '$vip and vip' },
    { description: 'nothing where a brace is not closed', text: '${vip', expected: '${vip' },
    { description: 'the inner of two references', text: '${${vip}', expected: '${192.168.0.240' },
  ];
  for (const { description, text, expected } of cases) {
    it(description, () => {
      expect(substitute({ vars, title: text })).to.deep.equal({ value: { vars, title: expected }, flaws: [] });
    });
  }

  it('text in lists and maps, but no keys', () => {
    const { value } = substitute({ vars, a: [{ '${vip}': ['${vip}'] }] });
    expect(value).to.deep.equal({ vars, a: [{ '${vip}': ['192.168.0.240'] }] });
  });

  it('nothing in the variables themselves', () => {
    const file = { vars: { vip: '192.168.0.240', other: '${vip}' } };
    expect(substitute(file)).to.deep.equal({ value: file, flaws: [] });
  });

  it('a map called vars further down', () => {
    expect(substitute({ vars, a: { vars: '${vip}' } }).value).to.deep.equal({ vars, a: { vars: '192.168.0.240' } });
  });
});

describe('substitute in shell text', () => {
  const cases = [
    { description: 'fills in the variables of the lab', run: 'ping ${vip}', expected: 'ping 192.168.0.240' },
    {
      description: 'leaves the variables of the shell',
      run: 'echo $i ${i} $(id) ${#i}',
      expected: 'echo $i ${i} $(id) ${#i}',
    },
    { description: 'leaves what the shell does with a variable', run: 'echo ${vip%.*}', expected: 'echo ${vip%.*}' },
  ];
  for (const { description, run, expected } of cases) {
    it(description, () => {
      expect(substitute({ vars, steps: [{ commands: [{ run }] }] })).to.deep.equal({
        value: { vars, steps: [{ commands: [{ run: expected }] }] },
        flaws: [],
      });
    });
  }
});

describe('substitute reports', () => {
  it('an unknown variable, with its place and the known ones', () => {
    expect(substitute({ vars, nodes: { web01: { gateway: 'x ${vpi}' } } }).flaws).to.deep.equal([
      {
        code: 'VARIABLE_UNKNOWN',
        path: ['nodes', 'web01', 'gateway'],
        text: 'got "${vpi}", expected one of vip, rip_1; did you mean vip?',
        spot: { text: '${vpi}' },
      },
    ]);
  });

  const unknown = [
    { description: 'a name that every JavaScript object has', text: '${constructor}' },
    { description: 'an empty name', text: '${}' },
    { description: 'a name with blanks', text: '${ vip }' },
  ];
  for (const { description, text } of unknown) {
    it(description, () => {
      expect(substitute({ vars, title: text }).flaws.map(({ code }) => code)).to.deep.equal(['VARIABLE_UNKNOWN']);
    });
  }

  it('that there is no variable at all', () => {
    const [flaw] = substitute({ title: '${vip}' }).flaws;
    expect(flaw?.text).to.equal('got "${vip}", but the lab has no vars');
  });
});

describe('substitute takes a file of any shape', () => {
  for (const file of [null, 5, 'text', [], { vars: null }, { vars: ['${vip}'] }, { vars: 'vip' }]) {
    it(`such as ${JSON.stringify(file)}`, () => {
      expect(substitute(file)).to.deep.equal({ value: file, flaws: [] });
    });
  }

  it('and puts in a stand-in for a variable that is no address, which the schema reports', () => {
    const { value, flaws } = substitute({ vars: { vip: 5 }, address: '${vip}' });
    expect({ value, flaws }).to.deep.equal({ value: { vars: { vip: 5 }, address: '0.0.0.0' }, flaws: [] });
  });
});
