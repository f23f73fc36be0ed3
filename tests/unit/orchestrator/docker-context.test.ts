import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectEngine, engineAddress } from '../../../src/orchestrator/connect.ts';
import { readContext } from '../../../src/orchestrator/docker-context.ts';
import type { Places } from '../../../src/orchestrator/places.ts';
import { labErrorOf } from '../../helpers/thrown.ts';

describe("a context of Docker's own tools", () => {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-lab-context-'));
  after(() => rmSync(folder, { recursive: true }));
  const runDir = join(folder, 'run');
  const places = { root: '', labs: { own: '', others: [] }, cacheDir: '', engineDir: '', runDir } satisfies Places;

  /** As `docker context create` writes it. */
  function write(name: string, endpoint: object, tls: string[] = []): void {
    const id = createHash('sha256').update(name).digest('hex');
    const meta = join(folder, 'contexts', 'meta', id);
    mkdirSync(meta, { recursive: true });
    writeFileSync(
      join(meta, 'meta.json'),
      JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: endpoint } }),
    );
    if (tls.length === 0) return;
    const keys = join(folder, 'contexts', 'tls', id, 'docker');
    mkdirSync(keys, { recursive: true });
    for (const file of tls) writeFileSync(join(keys, file), file);
  }
  before(() => {
    mkdirSync(runDir);
    write('there', { Host: 'unix:///tmp/there.sock', SkipTLSVerify: false });
    write('far', { Host: 'tcp://10.9.8.7:2376' }, ['ca.pem', 'cert.pem', 'key.pem']);
    write('over-ssh', { Host: 'ssh://me@far' });
    write('blind', { Host: 'tcp://10.9.8.7:2376', SkipTLSVerify: true });
  });

  const withConfig = (env: NodeJS.ProcessEnv) => ({ DOCKER_CONFIG: folder, ...env });
  const found = (env: NodeJS.ProcessEnv) => engineAddress(withConfig(env), places);
  const choose = (config: string): void => writeFileSync(join(folder, 'config.json'), config);
  afterEach(() => {
    rmSync(join(folder, 'config.json'), { force: true });
    rmSync(join(runDir, 'docker.sock'), { force: true });
  });

  it('is the engine that DOCKER_CONTEXT names, before the private one', () => {
    writeFileSync(join(runDir, 'docker.sock'), '');
    expect(found({ DOCKER_CONTEXT: 'there' })).to.deep.equal({ host: 'unix:///tmp/there.sock', by: 'DOCKER_CONTEXT' });
  });

  it('yields to DOCKER_HOST', () => {
    expect(found({ DOCKER_CONTEXT: 'there', DOCKER_HOST: 'unix:///x' })).to.deep.equal({
      host: 'unix:///x',
      by: 'DOCKER_HOST',
    });
  });

  it('that was chosen is used where no private engine runs', () => {
    choose('{"currentContext": "far"}');
    expect(found({})).to.deep.equal({ host: 'tcp://10.9.8.7:2376', by: 'context' });
    expect(found({ DOCKER_CONTEXT: '' })).to.deep.equal({ host: 'tcp://10.9.8.7:2376', by: 'context' });
    writeFileSync(join(runDir, 'docker.sock'), '');
    expect(found({})?.by).to.equal('private');
  });

  for (const config of ['{"currentContext": "default"}', '{"auths": {}}', 'no JSON', '[]', 'null'])
    it(`is none where config.json is ${config}`, () => {
      choose(config);
      expect(found({})?.by).to.not.equal('context');
    });

  it('default is no private engine', () => {
    writeFileSync(join(runDir, 'docker.sock'), '');
    expect(found({ DOCKER_CONTEXT: 'default' })?.by).to.not.equal('private');
  });

  it('has its certificates', () => {
    const { tls } = readContext(withConfig({}), 'far', 'DOCKER_CONTEXT');
    expect(Object.entries(tls ?? {}).map(([name, bytes]) => [name, String(bytes)])).to.deep.equal([
      ['ca', 'ca.pem'],
      ['cert', 'cert.pem'],
      ['key', 'key.pem'],
    ]);
  });

  const refused: [name: string, message: string][] = [
    ['ther', 'DOCKER_CONTEXT is "ther", expected one of default, blind, far, over-ssh, there; did you mean there?'],
    ['over-ssh', 'DOCKER_CONTEXT is "over-ssh", a context for ssh://me@far, expected one for unix://… or tcp://…'],
    ['blind', 'DOCKER_CONTEXT is "blind", a context that does not verify who answers, expected one that does'],
  ];
  for (const [name, message] of refused)
    it(`is refused by name: ${name}`, async () => {
      const error = await labErrorOf(connectEngine(withConfig({ DOCKER_CONTEXT: name }), places));
      expect(error).to.include({ code: 'ARGUMENT_INVALID', message });
    });

  it('that was chosen and is gone is refused by name', async () => {
    choose('{"currentContext": "gone"}');
    const { message } = await labErrorOf(connectEngine(withConfig({}), places));
    expect(message).to.match(/^Docker's current context is "gone", expected one of default, /);
  });
});
