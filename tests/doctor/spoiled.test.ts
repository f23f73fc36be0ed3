import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { execa } from 'execa';
import type { Finding, FindingId } from '../../src/actions/doctor/finding.ts';
import { DockerEngine } from '../../src/orchestrator/docker.ts';
import { imageSources } from '../../src/orchestrator/images.ts';
import { placesFrom } from '../../src/orchestrator/places.ts';
import { withTool } from '../../src/orchestrator/tool-container.ts';
import { testEngine } from '../helpers/engine.ts';
import { lab, labFine, ROOT } from '../helpers/lab.ts';
import { SandboxEngine } from '../helpers/sandbox-engine.ts';

const MAIN = join(ROOT, 'dist/cli/main.js');
const { tag: IMAGE } = (await imageSources(join(ROOT, 'images'))).host;

interface Examined {
  exitCode: number;
  findings: Finding[];
  of: (id: FindingId) => Finding | undefined;
}

async function examine(env: Record<string, string> = {}): Promise<Examined> {
  const { exitCode, stdout } = await lab(['doctor', '--json'], { env });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return { exitCode, findings, of: (id) => findings.find((finding) => finding.id === id) };
}

const canMakeEngines =
  process.getuid?.() === 0 && (await execa('dockerd', ['--version'], { reject: false })).exitCode === 0;

describe('lab doctor on an engine whose network is spoiled', function () {
  let engine: SandboxEngine;
  let env: Record<string, string>;
  const names = async (): Promise<string[]> => {
    const [networks, containers] = await Promise.all([
      engine.docker.listNetworks(),
      engine.docker.listContainers({ all: true }),
    ]);
    return [...networks.map(({ Name }) => Name), ...containers.flatMap(({ Names }) => Names)].filter((name) =>
      name.includes('lvs-lab'),
    );
  };
  /** @returns whether the kernel has such tables */
  const nft = async (rules: string): Promise<boolean> => {
    const spec = { use: 'nft', image: IMAGE, network: 'host' as const, capabilities: ['NET_ADMIN'] };
    const port = new DockerEngine({ socketPath: engine.socket }, 1);
    const { exitCode, stderr } = await withTool(port, spec, (container) => port.exec(container, ['nft', rules]));
    if (/not supported|No such file/.test(stderr)) return false;
    expect(exitCode, stderr).to.equal(0);
    return true;
  };

  before(async function () {
    // Elsewhere there is no firewall that a test may spoil.
    if (!canMakeEngines) this.skip();
    engine = await SandboxEngine.make();
    await engine.start();
    await engine.copyImage(IMAGE);
    env = { DOCKER_HOST: `unix://${engine.socket}`, LAB_HOME: join(engine.folder, 'home') };
  });
  after(async () => engine?.remove());

  it('finds nothing wrong before that, and leaves nothing', async () => {
    const { exitCode, findings, of } = await examine(env);
    expect(findings.filter(({ level }) => level === 'problem')).to.deep.equal([]);
    expect(exitCode).to.equal(0);
    expect(of('nodes')?.level).to.equal('ok');
    expect(of('traffic')).to.deep.include({ level: 'ok' });
    expect(of('addresses')?.level).to.equal('ok');
    expect(await names()).to.deep.equal([]);
  });

  interface Spoiled {
    what: string;
    /** false: this machine cannot be spoiled so */
    spoil: () => Promise<void | boolean>;
    mend: () => Promise<unknown>;
    message: RegExp;
    advice: RegExp;
  }
  const spoiled: Spoiled[] = [
    {
      what: 'a rule in DOCKER-USER',
      spoil: () => engine.run('iptables -I DOCKER-USER -p udp -j DROP'),
      mend: () => engine.run('iptables -D DOCKER-USER -p udp -j DROP'),
      message: /\(on one network: udp; .*: udp\).*Dropped by iptables, DOCKER-USER: -p udp -j DROP/,
      advice: /`sudo iptables -D DOCKER-USER -p udp -j DROP` takes it away/,
    },
    {
      what: 'a rule in the table raw, for the second network',
      spoil: () => engine.run('iptables -t raw -I PREROUTING -s 192.168.200.0/24 -j DROP'),
      mend: () => engine.run('iptables -t raw -F PREROUTING'),
      message:
        /\(from one network to another: icmp, tcp, udp, ipip\).*Dropped by iptables -t raw, PREROUTING: -s 192.168.200.0\/24 -j DROP/,
      advice: /`sudo iptables -t raw -D PREROUTING/,
    },
    {
      what: 'a firewall of its own in nftables, which does not count',
      spoil: () => nft('add table inet fw; add chain inet fw f { type filter hook forward priority 10; policy drop; }'),
      mend: () => nft('delete table inet fw'),
      message: /tcp.*Possibly dropped by nftables, table inet fw: the policy of the chain f is drop/,
      advice: /bridge-nf-call-iptables=0/,
    },
    {
      what: 'a rule of the bridge family',
      spoil: () =>
        nft(
          'add table bridge b; add chain bridge b f { type filter hook forward priority 0; }; add rule bridge b f ip protocol 112 counter drop',
        ),
      mend: () => nft('delete table bridge b'),
      message: /\(on one network: vrrp\).*Dropped by nftables, table bridge b, chain f: ip protocol (112|vrrp) drop/,
      advice: /firewall/,
    },
  ];
  for (const { what, spoil, mend, message, advice } of spoiled) {
    it(`tells that ${what} drops frames`, async function () {
      if ((await spoil()) === false) this.skip();
      try {
        const { exitCode, of } = await examine(env);
        expect(of('traffic')?.message).to.match(message);
        expect(of('traffic')?.advice).to.match(advice);
        expect({ exitCode, level: of('traffic')?.level }).to.deep.equal({ exitCode: 2, level: 'problem' });
      } finally {
        await mend();
      }
      expect(await names()).to.deep.equal([]);
    });
  }

  it('minds no rule that bridged frames do not meet', async () => {
    await engine.run('iptables -I DOCKER-USER -j DROP; sysctl -qw net.bridge.bridge-nf-call-iptables=0');
    try {
      expect((await examine(env)).of('traffic')).to.deep.include({ level: 'ok' });
    } finally {
      await engine.run('iptables -D DOCKER-USER -j DROP; sysctl -qw net.bridge.bridge-nf-call-iptables=1');
    }
  });

  it('names who has the addresses of the labs', async () => {
    const taken = ['198.18.0.0/16', '198.19.0.0/17', '198.19.128.0/18', '198.19.192.0/19', '198.19.224.0/20'];
    taken.push('198.19.240.0/21', '198.19.248.0/22');
    for (const [index, Subnet] of taken.entries())
      await engine.docker.createNetwork({ Name: `else${index}`, IPAM: { Config: [{ Subnet }] } });
    try {
      const addresses = (await examine(env)).of('addresses');
      expect(addresses?.level).to.equal('note');
      expect(addresses?.message).to.contain('taken by else0 (198.18.0.0/16), else1 (198.19.0.0/17)');
    } finally {
      for (const index of taken.keys()) await engine.docker.getNetwork(`else${index}`).remove();
    }
  });

  for (const afterMs of [0, 1000]) {
    it(`leaves nothing when it is interrupted ${afterMs} ms after it made the first thing`, async () => {
      const running = execa(process.execPath, [MAIN, 'doctor'], { env, reject: false });
      while ((await names()).length === 0) await delay(20);
      await delay(afterMs);
      running.kill('SIGINT');
      expect((await running).exitCode).to.equal(130);
      expect(await names()).to.deep.equal([]);
    });
  }

  it('says whose socket it is that is closed to us, and who we are', async () => {
    await Promise.all([chmod(engine.folder, 0o755), chmod(engine.socket, 0o660)]);
    const { exitCode, stdout } = await execa(process.execPath, [MAIN, 'doctor', '--json'], {
      env: { DOCKER_HOST: `unix://${engine.socket}`, LAB_HOME: '/nonexistent' },
      uid: 65534,
      gid: 65534,
      reject: false,
    });
    expect(exitCode).to.equal(2);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(findings.map(({ id, level }) => `${id} ${level}`)).to.deep.equal(['access problem']);
    expect(findings[0]?.message).to.match(
      /^permission denied on .*s\.sock: it belongs to root and the group \w+ \(mode 660\), and you are nobody, in/,
    );
  });

  it('gives up on an engine that does not answer', async () => {
    engine.signal('SIGSTOP');
    try {
      const { exitCode, findings } = await examine(env);
      expect(exitCode).to.equal(2);
      expect(findings).to.have.length(1);
      expect(findings[0]).to.deep.include({ id: 'engine', level: 'problem' });
      expect(findings[0]?.message).to.contain('nothing came within 10 s');
    } finally {
      engine.signal('SIGCONT');
    }
  });

  it('tells that an engine without rules of its own meets a policy of DROP', async () => {
    await engine.stop();
    await engine.start('--iptables=false');
    await engine.run('iptables -P FORWARD DROP');
    const traffic = (await examine(env)).of('traffic');
    expect(traffic?.level).to.equal('problem');
    expect(traffic?.message).to.contain('the policy of FORWARD is DROP');
    expect(traffic?.advice).to.contain('--iptables=false');
  });
});

describe('lab doctor on stale things', () => {
  const name = 'e2e-stale';
  const lockFile = join(placesFrom(process.env).cacheDir, 'locks', 'e2e-dead');
  before(() => labFine(['start', 'exp1', '--as', name]));
  after(async () => {
    await labFine(['stop', 'exp1', '--as', name]);
    await rm(lockFile, { force: true });
  });

  it('tells which node of an instance is gone, and which lock is of a dead process', async () => {
    await mkdir(join(lockFile, '..'), { recursive: true });
    await symlink(JSON.stringify({ process: '1 0 boot', command: 'start exp1' }), lockFile);
    await (await testEngine()).removeContainer(`lvs-lab_${name}_web01`);
    const { findings, of } = await examine();
    const instance = findings.find(({ message }) => message.startsWith(`instance ${name} `));
    expect(instance).to.deep.include({ id: 'instance', level: 'note' });
    expect(instance?.message).to.contain('5 nodes; gone: web01');
    expect(instance?.advice).to.contain(`\`lab start exp1 --as ${name}\` repairs it`);
    expect(of('lock')?.message).to.contain('e2e-dead');
  });
});
