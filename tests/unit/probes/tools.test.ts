import { expect } from 'chai';
import { ASKER_SCRIPT, SETTER_SCRIPT } from '../../../src/probes/arp-matrix-script.ts';
import { DELIVERY_SCRIPT } from '../../../src/probes/delivery-script.ts';
import { CAPTURE_SCRIPT, FILE_SCRIPT, PING_SCRIPT } from '../../../src/probes/probe-scripts.ts';
import { HOLD_SCRIPT, REQUEST_SCRIPT } from '../../../src/probes/request-script.ts';
import { ROUTES_SCRIPT } from '../../../src/probes/route-script.ts';
import { SNAPSHOT_SCRIPT } from '../../../src/probes/snapshot-script.ts';
import { SHELL, tool } from '../../../src/probes/tools.ts';
import { readProjectFile } from '../../helpers/page.ts';

/** What the images make copies of. */
const MADE = ['node', 'kernel'].flatMap((folder) =>
  [...readProjectFile(`images/${folder}/Dockerfile`).matchAll(/make-tools ((?:[a-z0-9-]+|\\\n|\s)+);/g)].flatMap(
    ([, names = '']) => names.split(/[\s\\]+/).filter(Boolean),
  ),
);

/** Words of a script that stand where a command does. */
function commandsIn(script: string): string[] {
  const known = new Set([
    'arping',
    'cat',
    'curl',
    'grep',
    'head',
    'ip',
    'ipvsadm',
    'mktemp',
    'nft',
    'ping',
    'rm',
    'tcpdump',
  ]);
  const words = script.match(/[a-z][a-z0-9-]*/g) ?? [];
  return words.filter((word) => known.has(word) || /^(?:iptables-.*-save|base64)$/.test(word));
}

const SCRIPTS = {
  SNAPSHOT_SCRIPT,
  HOLD_SCRIPT,
  REQUEST_SCRIPT,
  CAPTURE_SCRIPT,
  PING_SCRIPT,
  FILE_SCRIPT,
  ROUTES_SCRIPT,
  DELIVERY_SCRIPT,
  ASKER_SCRIPT,
  SETTER_SCRIPT,
};

describe('the tools that observe', () => {
  for (const [name, script] of Object.entries(SCRIPTS)) {
    it(`are all that ${name} finds, and are made for it`, () => {
      expect(script.trim().split('\n')[0]).to.equal('export PATH=/usr/lib/lab/bin LC_ALL=C');
      expect(script).to.not.match(/\/(?:usr\/)?s?bin\/(?!lab)|PATH=(?!\/usr\/lib\/lab\/bin )/);
      expect(commandsIn(script).length).to.be.greaterThan(0);
      expect(commandsIn(script).filter((command) => !MADE.includes(command))).to.deep.equal([]);
    });
  }

  it('have a shell among them, and what is called without one', () => {
    expect(SHELL).to.deep.equal(['/usr/lib/lab/bin/sh', '-c']);
    expect(tool('arping')).to.equal('/usr/lib/lab/bin/arping');
    expect(MADE).to.include.members(['sh', 'arping', 'ipvsadm', 'nsenter', 'ssh', 'sed']);
  });
});
