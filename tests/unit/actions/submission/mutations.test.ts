import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { LabError } from '../../../../src/util/errors.ts';
import { packSubmission, unpackSubmission } from '../../../../src/actions/submission/archive.ts';
import type { SubmissionManifest } from '../../../../src/actions/submission/manifest.ts';
import { parseListing, refusalOf } from '../../../../src/actions/submission/paths.ts';
import { readSubmission } from '../../../../src/actions/submission/read.ts';
import { parseRecord } from '../../../../src/actions/submission/record.ts';
import { manifestOf, solution, tarGzOf } from '../../../helpers/class.ts';
import { applied, PIECES, textMutation } from '../../../helpers/edits.ts';
import { cases, expectSoon, expectSoonDone, TEST_MS } from '../../../helpers/fuzz.ts';
import { LAB } from '../../../helpers/judge.ts';

const CONF = '/etc/sysctl.conf';
const HOSTS = '/etc/hosts';
const CONTENT = Buffer.from('net.ipv4.ip_forward = 1\n');
const whole = manifestOf(LAB, 'Li Lei', solution(LAB, 'arp'));
const files = [CONF, HOSTS].map((path) => ({ path, mode: 0o644, writtenAt: 1, bytes: CONTENT.length }));
const MANIFEST: SubmissionManifest = {
  ...whole,
  nodes: { ...whole.nodes, gateway: { commands: [], files, deleted: ['/etc/issue'], leftOut: [] } },
};
const CONTENTS = new Map([['gateway', new Map(files.map(({ path }) => [path, CONTENT]))]]);
const FOLDER = mkdtempSync(join(tmpdir(), 'lvs-lab-mutations-'));
after(() => rmSync(FOLDER, { recursive: true, force: true }));

function expectRefused(error: unknown): void {
  if (!(error instanceof LabError)) throw error;
  expect(error.code).to.equal('SUBMISSION_INVALID');
  expect(error.message).to.not.match(/^\s*$|\n {4}at |TypeError|RangeError|undefined|\[object/);
}

/** What is taken is taken whole: packed again it says the same, and nothing in it leads out of a node. */
async function expectSound(bytes: Buffer): Promise<void> {
  const taken = await expectSoonDone(() => unpackSubmission(bytes).catch((error: unknown) => error));
  if (!(typeof taken === 'object' && taken !== null && 'manifest' in taken)) return expectRefused(taken);
  const { manifest, contents } = taken as Awaited<ReturnType<typeof unpackSubmission>>;
  for (const [node, work] of Object.entries(manifest.nodes)) {
    const sizes = work.files.map(({ path }) => contents.get(node)?.get(path)?.length);
    expect(sizes).to.deep.equal(work.files.map((file) => file.bytes));
    for (const path of [...work.files.map((file) => file.path), ...work.deleted]) {
      expect(refusalOf(path)).to.equal(undefined);
    }
  }
  const again = await unpackSubmission(await packSubmission(manifest, contents));
  expect(again).to.deep.equal({ manifest, contents });
}

type ByteMutation = (bytes: Buffer) => Buffer;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const byteMutation: fc.Arbitrary<ByteMutation> = fc.oneof(
  fc.tuple(share, fc.nat(255)).map(([where, by]): ByteMutation => (bytes) => {
    const changed = Buffer.from(bytes);
    changed[Math.floor(where * (bytes.length - 1))] = by;
    return changed;
  }),
  share.map(
    (where): ByteMutation =>
      (bytes) =>
        bytes.subarray(0, Math.floor(where * bytes.length)),
  ),
  fc.tuple(share, fc.uint8Array({ maxLength: 600 })).map(([where, more]): ByteMutation => (bytes) => {
    const at = Math.floor(where * bytes.length);
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  }),
  // blocks of the archive, twice or in another order
  fc.tuple(share, share, fc.integer({ min: 1, max: 4 })).map(([from, to, blocks]): ByteMutation => (bytes) => {
    const block = (where: number): number => Math.floor((where * bytes.length) / 512) * 512;
    const moved = bytes.subarray(block(from), block(from) + blocks * 512);
    return Buffer.concat([bytes.subarray(0, block(to)), moved, bytes.subarray(block(to))]);
  }),
);
const byteMutations = fc.array(byteMutation, { minLength: 1, maxLength: 3 });
const mutated = (bytes: Buffer, mutations: ByteMutation[]): Buffer =>
  mutations.reduce((changed, mutate) => mutate(changed), bytes);

const ODD_PATHS = [
  '/',
  '//',
  '/..',
  '/etc/../../x',
  '/a\0b',
  '/a\nb',
  'x',
  '',
  '/\ud800',
  `/${'x'.repeat(5000)}`,
  '/.',
  '/é',
];
const anything = fc.oneof(
  fc.json({ maxDepth: 2 }).map((text): unknown => JSON.parse(text)),
  fc.constantFrom<unknown>(...ODD_PATHS, ...PIECES, null, -1, 1e308, 2 ** 53, true, [], {}),
);

/** Puts `value` in place of one of the values of `data`, which is the `which`-th. */
function replaceOne(data: unknown, which: number, value: unknown, isGone: boolean): unknown {
  const copy: unknown = structuredClone(data);
  const holders: [object, string][] = [];
  const walk = (item: unknown): void => {
    if (typeof item !== 'object' || item === null) return;
    for (const [key, inner] of Object.entries(item)) {
      holders.push([item, key]);
      walk(inner);
    }
  };
  walk(copy);
  const [holder, key] = holders[which % holders.length] ?? [{}, ''];
  if (isGone) Reflect.deleteProperty(holder, key);
  else Reflect.set(holder, key, value);
  return copy;
}

const archiveWith = (
  manifest: string,
  names = files.map(({ path }) => `nodes/gateway/files${path}`),
): Promise<Buffer> =>
  tarGzOf([
    { header: { name: 'submission.json' }, content: manifest },
    ...names.map((name) => ({ header: { name }, content: CONTENT })),
  ]);

describe('a submission that was changed', function changed() {
  this.timeout(TEST_MS);
  let packed: Buffer;
  before(async () => {
    packed = await packSubmission(MANIFEST, CONTENTS);
    await expectSound(packed);
  });

  it('in the bytes of its archive is refused, or taken whole', () =>
    fc.assert(
      fc.asyncProperty(byteMutations, (mutations) => expectSound(mutated(packed, mutations))),
      cases(150),
    ));

  it('in the bytes of the archive within is refused, or taken whole', () =>
    fc.assert(
      fc.asyncProperty(byteMutations, (mutations) =>
        expectSound(gzipSync(mutated(gunzipSync(packed), mutations), { level: 1 })),
      ),
      cases(300),
    ));

  it('in the text of its manifest is refused, or taken whole', () =>
    fc.assert(
      fc.asyncProperty(fc.array(textMutation, { minLength: 1, maxLength: 3 }), async (edits) =>
        expectSound(await archiveWith(applied(JSON.stringify(MANIFEST, undefined, 1), edits))),
      ),
      cases(200),
    ));

  it('in what its manifest says is refused, or taken whole', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(100_000), anything, fc.boolean(), async (which, value, isGone) =>
        expectSound(await archiveWith(JSON.stringify(replaceOne(MANIFEST, which, value, isGone)))),
      ),
      cases(300),
    ));

  it('in the names of its files is refused, or taken whole', () => {
    const name = fc.oneof(
      fc.constantFrom(
        ...ODD_PATHS.map((path) => `nodes/gateway/files${path}`),
        '../x',
        '/etc/passwd',
        'submission.json',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(...files.map(({ path }) => `nodes/gateway/files${path}`)),
    );
    return fc.assert(
      fc.asyncProperty(fc.array(name, { maxLength: 4 }), async (names) =>
        expectSound(await archiveWith(JSON.stringify(MANIFEST), names)),
      ),
      cases(200),
    );
  });

  it('written by hand, whatever lies in its folder, is refused, or read', () => {
    const name = fc.oneof(
      fc.constantFrom(
        'lvs01.sh',
        'web01.sh',
        'web01/etc/x',
        'web01/.x',
        'README',
        'web01',
        '.git/x',
        'Web 01.sh',
        '-.sh',
        'é.sh',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    );
    const content = fc.oneof(fc.constant(Buffer.from('true\n')), fc.uint8Array({ maxLength: 40 }));
    let count = 0;
    return fc.assert(
      fc.asyncProperty(fc.dictionary(name, content, { maxKeys: 4 }), async (entries) => {
        const path = join(FOLDER, String((count += 1)));
        mkdirSync(path);
        for (const [file, bytes] of Object.entries(entries)) {
          const target = join(path, file.replaceAll(/\0|\.\./g, '_'));
          try {
            mkdirSync(dirname(target), { recursive: true });
            writeFileSync(target, bytes);
          } catch {
            continue; // no name for a file, or taken by a folder
          }
        }
        const read = await expectSoonDone(() => readSubmission({ name: 'bob', path }).catch((error: unknown) => error));
        rmSync(path, { recursive: true });
        if (!(typeof read === 'object' && read !== null && 'nodes' in read)) return expectRefused(read);
        for (const work of Object.values((read as Awaited<ReturnType<typeof readSubmission>>).nodes)) {
          for (const { run } of work.commands) expect(Buffer.from(run).includes(0)).to.equal(false);
          for (const file of work.files) expect(refusalOf(file.path)).to.equal(undefined);
        }
      }),
      cases(150),
    );
  });
});

describe('what nodes say of the work in them', () => {
  const RECORD = [
    'n\t1764000000.123456\t41\t/root',
    'b\t1764000001.5000\t41\tipvsadm -Ln',
    'e\t1764000002.700\t41\t0',
    'b\t1764000003.123\tx7\tid',
  ]
    .map((line) => `${line}\0`)
    .join('');
  const LISTING = 'f 644 1764000000.1234567890 31 /etc/sysctl.conf\0l 777 1764000000.5 9 /etc/x y\0';
  const edits = fc.array(textMutation, { maxLength: 4 });

  it('gives commands in order, each known to have ended or not, whatever became of the record', () => {
    fc.assert(
      fc.property(edits, (made) => {
        const commands = expectSoon(() => parseRecord(applied(RECORD, made)));
        expect(commands.map(({ at }) => at)).to.deep.equal(commands.map(({ at }) => at).toSorted((a, b) => a - b));
        for (const { run, status, endedAt } of commands) {
          expect(run).to.not.include('\0');
          expect(status === null || endedAt !== null).to.equal(true);
        }
      }),
      cases(300),
    );
  });

  it('gives files with absolute paths, whatever became of the list', () => {
    fc.assert(
      fc.property(edits, (made) => {
        for (const { path, mode, bytes } of expectSoon(() => parseListing(applied(LISTING, made)))) {
          expect(path).to.match(/^\//);
          expect([mode, bytes].every((number) => Number.isFinite(number))).to.equal(true);
        }
      }),
      cases(300),
    );
  });
});
