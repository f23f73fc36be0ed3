import { expect } from 'chai';
import { expectRefusal, offline } from '../helpers/offline.ts';

describe('lab --variant, without an engine', function () {
  this.timeout(60_000);

  it('shows the guide with other addresses, the same for the same seed', async () => {
    const [plain, one, two, other] = await Promise.all([
      offline(['guide', 'exp1', 'vip']),
      offline(['guide', 'exp1', 'vip', '--variant', 'alice']),
      offline(['guide', 'exp1', 'vip', '--variant', ' ALICE']),
      offline(['guide', 'exp1', 'vip', '--variant', 'bob']),
    ]);
    expect(plain.stdout).to.include('192.168.0.240');
    expect(one.stdout).to.not.include('192.168.0.').and.not.include('02:42:c0:a8:00');
    expect(two).to.deep.equal(one);
    expect(other.stdout).to.not.equal(one.stdout);
  });

  it('draws the network with the addresses of the guide', async () => {
    const { vars } = JSON.parse((await offline(['graph', 'exp1', '--variant', 'alice', '--json'])).stdout);
    const { markdown, variant } = JSON.parse(
      (await offline(['guide', 'exp1', 'vip', '--variant', 'alice', '--json'])).stdout,
    );
    expect(variant).to.equal('alice');
    expect(markdown).to.include(vars.vip);
  });

  it('validates every lab in a variant', async () => {
    const { exitCode, stdout } = await offline(['validate', '--variant', 'alice']);
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/^(labs\/[a-z0-9-]+\/lab\.yaml: fine\n?)+$/);
  });

  for (const verb of [['guide', 'exp1'], ['graph', 'exp1'], ['start', 'exp1'], ['selftest', 'exp1'], ['validate']]) {
    it(`lab ${verb.join(' ')} refuses a seed that is none`, async () => {
      expectRefusal(
        await offline([...verb, '--variant', ' ']),
        '--variant is " ", expected a name of 200 characters at most',
      );
    });
  }

  it('needs the engine for the guide of an instance that is named', async () => {
    const { exitCode, stderr } = await offline(['guide', 'exp1', '--as', 'mine']);
    expect(exitCode).to.equal(2);
    expect(stderr).to.include('the container engine does not answer');
  });
});
