import { expect } from 'chai';
import { DRAIN_CLIENT_SCRIPT, DRAIN_SCRIPT, parseAnswer, parsePort } from '../../../src/probes/drain-script.ts';

describe('the scripts that take a server out', () => {
  it('use the tools that observe', () => {
    for (const script of [DRAIN_SCRIPT, DRAIN_CLIENT_SCRIPT]) {
      expect(script.split('\n')[0]).to.equal('export PATH=/usr/lib/lab/bin LC_ALL=C');
    }
  });

  it('have no quote inside of the quoted Perl', () => {
    expect(DRAIN_CLIENT_SCRIPT.match(/perl -e '([^']*)' "\$@"$/)?.[1]).to.contain('while (my $line = <STDIN>)');
  });

  it('answer with a port, 0 for a connection that was not accepted', () => {
    expect(parsePort('43210')).to.equal(43210);
    expect(parsePort('0')).to.equal(0);
    expect(() => parsePort('bind: in use')).to.throw('expected the port of a connection, got "bind: in use"');
  });

  it('answer with what became of a request', () => {
    expect(['answered', 'cut', 'silent'].map(parseAnswer)).to.deep.equal(['answered', 'cut', 'silent']);
    expect(() => parseAnswer('')).to.throw('expected what became of a request, got ""');
  });
});
