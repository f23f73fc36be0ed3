import { expect } from 'chai';
import { isLabDeletion, isLabWork, parseLabWork } from '../../../src/orchestrator/lab-work.ts';

const CONF = '675a0ce025a0467675786b88af45a67dadf5f77bebaec954ed6b76fedb44e4a5';
const OTHER = 'ef53ec67842a9e2bce88f84716318056748b44843ae4ab589668b7542a9a2f3b';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const WRITTEN = [
  `${CONF}  /etc/keepalived/keepalived.conf`,
  `${EMPTY}  /root/empty file`,
  'deleted  /etc/nginx/mime.types',
  '',
].join('\n');

describe("the lab's own work on a node", () => {
  const rows: [description: string, path: string, hash: string, expected: boolean][] = [
    ['a file as it was written', '/etc/keepalived/keepalived.conf', CONF, true],
    [
      'a file that was changed since: what it began as is not the student’s',
      '/etc/keepalived/keepalived.conf',
      OTHER,
      true,
    ],
    ['a copy of it', '/root/copy.conf', CONF, true],
    ['another file', '/root/mine', OTHER, false],
    ['an empty file, though the lab wrote an empty one elsewhere', '/root/mine', EMPTY, false],
    ['a file whose name has a space', '/root/empty file', EMPTY, true],
  ];
  for (const [description, path, hash, expected] of rows)
    it(`${expected ? 'is' : 'is not'} ${description}`, () =>
      expect(isLabWork(parseLabWork(WRITTEN), path, hash)).to.equal(expected));

  it('is what it removed', () => {
    const work = parseLabWork(WRITTEN);
    expect(isLabDeletion(work, '/etc/nginx/mime.types')).to.equal(true);
    expect(isLabDeletion(work, '/etc/motd')).to.equal(false);
  });

  it('is nothing where its commands were never run', () => {
    const none = parseLabWork('');
    expect(isLabWork(none, '/root/mine', OTHER)).to.equal(false);
    expect(isLabDeletion(none, '/etc/motd')).to.equal(false);
  });

  it('is all that was not there before, where its commands did not come to their end', () => {
    const cutOff = parseLabWork(`\0${OTHER}  /root/mine\n`);
    expect(isLabWork(cutOff, '/root/mine', OTHER)).to.equal(false);
    expect(isLabWork(cutOff, '/root/mine', CONF)).to.equal(true);
    expect(isLabWork(cutOff, '/etc/keepalived/keepalived.conf', CONF)).to.equal(true);
    expect(isLabDeletion(cutOff, '/etc/motd')).to.equal(true);
  });
});
