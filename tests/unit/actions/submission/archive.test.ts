import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { LabError } from '../../../../src/util/errors.ts';
import { packSubmission, unpackSubmission } from '../../../../src/actions/submission/archive.ts';
import type { SubmissionManifest } from '../../../../src/actions/submission/manifest.ts';
import { manifestOf, solution, tarGzOf } from '../../../helpers/class.ts';
import { LAB } from '../../../helpers/judge.ts';

const MANIFEST = manifestOf(LAB, 'Li Lei', solution(LAB));
const PATH = '/etc/sysctl.conf';
const FILE = { path: PATH, mode: 0o600, writtenAt: 1, bytes: 2 };
const gateway = { commands: [], files: [FILE], deleted: [], leftOut: [] };
const WITH_FILE: SubmissionManifest = { ...MANIFEST, nodes: { ...MANIFEST.nodes, gateway } };
const NAME = `nodes/gateway/files${PATH}`;

type Entries = Parameters<typeof tarGzOf>[0];
const manifestEntry = (manifest: unknown): Entries[number] => ({
  header: { name: 'submission.json' },
  content: JSON.stringify(manifest),
});

async function refusal(bytes: Buffer): Promise<string> {
  const error = await unpackSubmission(bytes).then(
    () => expect.fail('was taken'),
    (caught: unknown) => caught,
  );
  if (!(error instanceof LabError)) throw error;
  expect(error.code).to.equal('SUBMISSION_INVALID');
  return error.message;
}

describe('a submission', () => {
  it('is unpacked as it was packed', async () => {
    const contents = new Map([['gateway', new Map([[PATH, Buffer.from([0, 255])]])]]);
    const unpacked = await unpackSubmission(await packSubmission(WITH_FILE, contents));
    expect(unpacked.manifest).to.deep.equal(WITH_FILE);
    expect(unpacked.contents.get('gateway')?.get(PATH)).to.deep.equal(Buffer.from([0, 255]));
  });

  const entries: { description: string; entries: Entries; message: RegExp }[] = [
    {
      description: 'a path that leads out of it',
      entries: [{ header: { name: 'nodes/web01/files/../../../../etc/passwd' }, content: 'x' }],
      message: /^nodes\/web01.*passwd: expected no \. and no \.\. in it$/,
    },
    {
      description: 'an absolute path',
      entries: [{ header: { name: '/etc/passwd' }, content: 'x' }],
      message: /^\/etc\/passwd: got an absolute path, expected one inside the archive$/,
    },
    {
      description: 'a symbolic link',
      entries: [{ header: { name: NAME, type: 'symlink', linkname: '/etc/shadow' } }],
      message: /sysctl\.conf: got a symlink, expected nothing but ordinary files$/,
    },
    {
      description: 'a hard link',
      entries: [{ header: { name: NAME, type: 'link', linkname: '/etc/shadow' } }],
      message: /got a link, expected nothing but ordinary files$/,
    },
    {
      description: 'a device',
      entries: [{ header: { name: NAME, type: 'block-device', devmajor: 254, devminor: 0 } }],
      message: /got a block-device, expected/,
    },
    {
      description: 'a pipe',
      entries: [{ header: { name: NAME, type: 'fifo' } }],
      message: /got a fifo, expected/,
    },
    {
      description: 'a file that is not listed',
      entries: [{ header: { name: 'nodes/web01/files/etc/x' }, content: 'x' }],
      message: /^nodes\/web01\/files\/etc\/x: is not listed in submission\.json$/,
    },
    {
      description: 'a listed file that is not there',
      entries: [],
      message: /sysctl\.conf: is listed in submission\.json and not in the archive$/,
    },
    {
      description: 'a file of another size than is listed',
      entries: [{ header: { name: NAME }, content: 'xyz' }],
      message: /sysctl\.conf: got 3 bytes, expected 2 as submission\.json says$/,
    },
    {
      description: 'a file that is there twice',
      entries: [
        { header: { name: NAME }, content: 'xy' },
        { header: { name: NAME }, content: 'yz' },
      ],
      message: /sysctl\.conf: is in the archive twice$/,
    },
    {
      description: 'two manifests',
      entries: [manifestEntry(MANIFEST)],
      message: /^submission\.json: is in the archive twice$/,
    },
  ];
  for (const { description, entries: more, message } of entries) {
    it(`with ${description} is refused`, async () => {
      expect(await refusal(await tarGzOf([manifestEntry(WITH_FILE), ...more]))).to.match(message);
    });
  }

  const manifests: { description: string; manifest: unknown; message: RegExp }[] = [
    {
      description: 'of another format',
      manifest: { ...MANIFEST, format: 2 },
      message: /^submission\.json: format: got 2, expected one of 1$/,
    },
    {
      description: 'without a lab',
      manifest: { ...MANIFEST, lab: undefined },
      message: /^submission\.json: lab: is missing, expected text$/,
    },
    {
      description: 'with a field too many',
      manifest: { ...MANIFEST, points: 100 },
      message: /^submission\.json: the document: .*points/,
    },
    {
      description: 'with a name for a node that leads out',
      manifest: { ...MANIFEST, nodes: { '../x': gateway } },
      message: /^submission\.json: nodes\.\.\.\/x: /,
    },
    {
      description: 'with a path that leads out',
      manifest: { ...MANIFEST, nodes: { gateway: { ...gateway, files: [{ ...FILE, path: '/etc/../x' }] } } },
      message: /^submission\.json: nodes\.gateway: got the path "\/etc\/\.\.\/x", expected no \. and no \.\. in it$/,
    },
    {
      description: 'with a deleted path that is not absolute',
      manifest: { ...MANIFEST, nodes: { gateway: { ...gateway, files: [], deleted: ['etc'] } } },
      message: /^submission\.json: nodes\.gateway\.deleted\.0: /,
    },
    {
      description: 'with a zero byte in a command',
      manifest: {
        ...MANIFEST,
        nodes: {
          gateway: {
            ...gateway,
            commands: [{ run: 'a\0b', by: 'shell', shell: 1, folder: '/root', at: 1, endedAt: null, status: null }],
          },
        },
      },
      message: /^submission\.json: nodes\.gateway\.commands\.0\.run: got "a\\u0000b", expected no zero byte$/,
    },
    { description: 'that is a list', manifest: [], message: /^submission\.json: the document: / },
  ];
  for (const { description, manifest, message } of manifests) {
    it(`with a manifest ${description} is refused`, async () => {
      expect(await refusal(await tarGzOf([manifestEntry(manifest)]))).to.match(message);
    });
  }

  it('with a manifest that lists a file twice is refused', async () => {
    const twice = { ...MANIFEST, nodes: { gateway: { ...gateway, files: [FILE, FILE] } } };
    const bytes = await tarGzOf([manifestEntry(twice), { header: { name: NAME }, content: 'xy' }]);
    expect(await refusal(bytes)).to.match(/sysctl\.conf: is listed in submission\.json twice$/);
  });

  it('with the key __proto__ in its manifest is refused', async () => {
    const odd = JSON.stringify(MANIFEST).replace('"nodes":{', '"nodes":{"__proto__":{},');
    const bytes = await tarGzOf([{ header: { name: 'submission.json' }, content: odd }]);
    expect(await refusal(bytes)).to.match(/got the key __proto__, expected another name/);
  });

  it('whose manifest is no UTF-8 is refused', async () => {
    const latin = Buffer.from(JSON.stringify({ ...MANIFEST, student: 'José' }), 'latin1');
    const bytes = await tarGzOf([{ header: { name: 'submission.json' }, content: latin }]);
    expect(await refusal(bytes)).to.match(/^submission\.json: got no JSON/);
  });

  it('without a manifest is refused', async () => {
    const bytes = await tarGzOf([{ header: { name: 'x' }, content: 'x' }]);
    expect(await refusal(bytes)).to.equal('has no submission.json, expected an archive that `lab submit` made');
  });

  it('whose manifest is no JSON is refused', async () => {
    const bytes = await tarGzOf([{ header: { name: 'submission.json' }, content: '{' }]);
    expect(await refusal(bytes)).to.match(/^submission\.json: got no JSON/);
  });

  const broken = [
    { description: 'no gzip', bytes: Buffer.from('PK\u0003\u0004 a zip') },
    { description: 'empty', bytes: Buffer.alloc(0) },
    { description: 'gzip of no tar', bytes: gzipSync(Buffer.alloc(1024, 'x')) },
  ];
  for (const { description, bytes } of broken) {
    it(`that is ${description} is refused`, async () => {
      expect(await refusal(bytes)).to.match(/^got no tar\.gz archive|^has no submission\.json/);
    });
  }

  it('that was cut off is refused', async () => {
    const whole = await tarGzOf([manifestEntry(MANIFEST)]);
    expect(await refusal(whole.subarray(0, whole.length / 2))).to.match(/^got no tar\.gz archive/);
  });

  it('that unpacks to far more than it is, is refused before it has', async () => {
    expect(await refusal(gzipSync(Buffer.alloc(80 * 1024 ** 2)))).to.equal('unpacks to more than 67108864 bytes');
  });
});
