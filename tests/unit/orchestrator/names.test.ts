import { expect } from 'chai';
import { containerName, instanceLabels, LABEL, networkName } from '../../../src/orchestrator/names.ts';

describe('names on the engine', () => {
  it('have the instance and the node or network in them', () => {
    expect(containerName('exp1', 'lvs01')).to.equal('lvs-lab_exp1_lvs01');
    expect(networkName('exp1', 'lan')).to.equal('lvs-lab_exp1_lan');
  });

  it('differ between instances, wherever the hyphens are', () => {
    expect(containerName('a-b', 'c')).to.not.equal(containerName('a', 'b-c'));
    expect(containerName('mine', 'lvs01')).to.not.equal(containerName('yours', 'lvs01'));
  });
});

describe('labels on the engine', () => {
  it('say what an instance is, each under a name of its own', () => {
    const labels = { lab: 'exp1', instance: 'mine', manifest: 'abc', version: '0.1.0', owner: 'kim' };
    expect(instanceLabels(labels)).to.deep.equal({
      'lvs-lab.lab': 'exp1',
      'lvs-lab.instance': 'mine',
      'lvs-lab.manifest': 'abc',
      'lvs-lab.version': '0.1.0',
      'lvs-lab.owner': 'kim',
    });
  });

  it('are all different, and begin with the name of the program', () => {
    const names = Object.values(LABEL);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^lvs-lab\.[a-z]+$/);
  });
});
