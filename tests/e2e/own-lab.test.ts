/** A lab outside the project: named by paths, by LAB_PATH, and by its name while it runs. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lab, labFine, ROOT } from '../helpers/lab.ts';

const NAME = 'e2e-own-lab';

describe('a lab outside the project', () => {
  let home: string;
  let folder: string;
  const here = () => ({ cwd: home });

  before(async () => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'lab-own-')));
    folder = join(home, NAME);
    cpSync(join(ROOT, 'labs/arp'), folder, { recursive: true });
    await labFine(['start', `./${NAME}`], here());
  });
  after(async () => {
    await lab(['stop', NAME], here());
    rmSync(home, { recursive: true });
  });

  it('is known by its name in any folder while it runs', async () => {
    const { nodes } = JSON.parse(await labFine(['status', NAME, '--json'])) as { nodes: object[] };
    expect(nodes).to.have.length(3);
    expect(await labFine(['exec', NAME, 'web01', '--', 'hostname'])).to.equal('web01');
    const { instances } = JSON.parse(await labFine(['list', '--json'])) as { instances: { name: string }[] };
    expect(instances.find(({ name }) => name === NAME)).to.include({ lab: NAME, folder });
  });

  it('shows its own guide, not one of the project', async () => {
    const file = join(folder, 'guide.en.md');
    writeFileSync(file, `A guide of my own.\n\n${readFileSync(file, 'utf8')}`);
    expect(await labFine(['guide', NAME])).to.match(/^A guide of my own\./);
  });

  it('is checked by its name, its folder, its file and LAB_PATH alike', async () => {
    for (const [word, env] of [
      [NAME, {}],
      [`./${NAME}`, {}],
      [`${NAME}/lab.yaml`, {}],
      [NAME, { LAB_PATH: home }],
    ] as const) {
      const { exitCode, stdout } = await lab(['check', word, '--json'], { ...here(), env });
      expect(exitCode, word).to.equal(1);
      expect(JSON.parse(stdout), word).to.include({ lab: NAME, instance: NAME });
    }
  });

  it('is not mixed up with another one of its name', async () => {
    cpSync(folder, join(home, 'other', NAME), { recursive: true });
    for (const verb of ['start', 'check', 'stop', 'reset']) {
      const { exitCode, stderr } = await lab([verb, `other/${NAME}`], here());
      expect(exitCode, verb).to.equal(2);
      expect(stderr, verb).to.include(
        `the instance "${NAME}" was started from the lab in ${folder}, got the lab in ${join(home, 'other', NAME)}`,
      );
    }
    const { exitCode, stderr } = await lab(['check', NAME], { env: { LAB_PATH: `${home}:${join(home, 'other')}` } });
    expect(exitCode).to.equal(2);
    expect(stderr).to.include(`got the lab "${NAME}", which is in ${folder} and in ${join(home, 'other', NAME)}`);
  });

  it('goes on when its folder is moved, and tells that its file was changed', async () => {
    await labFine(['exec', NAME, 'web01', '--', 'touch', '/root/work'], here());
    mkdirSync(join(home, 'moved'));
    renameSync(folder, join(home, 'moved', NAME));
    const gone = await lab(['check', NAME], here());
    expect(gone.exitCode).to.equal(2);
    expect(gone.stderr).to.include('A lab that was moved is named by the path of the folder where it is now');
    const file = join(home, 'moved', NAME, 'lab.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('role: client', 'role: gateway'));
    const { exitCode, stderr } = await lab(['check', `moved/${NAME}`], here());
    expect(exitCode).to.equal(1);
    expect(stderr).to.include(`boot commands of ${NAME} were changed since "${NAME}" was started`);
    const again = await lab(['start', `moved/${NAME}`], here());
    expect(again.stderr).to.include(`was started from another version of ${file}`);
    await labFine(['exec', NAME, 'web01', '--', 'test', '-e', '/root/work'], here());
  });
});
