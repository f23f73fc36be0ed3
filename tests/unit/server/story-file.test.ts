import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { StoryFile } from '../../../src/contract/story.ts';
import { storyHtml } from '../../../src/server/story-file.ts';

const EVIL = '</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> "&';

const FILE: StoryFile = {
  lab: { id: 'exp1', instance: 'exp1', title: { zh: '一', en: 'One' }, networks: [], nodes: [], vips: [] },
  machines: [],
  story: {
    from: EVIL,
    target: EVIL,
    isAnswered: true,
    cause: null,
    packets: [
      {
        kind: 'SYN',
        isSentAgain: false,
        hops: [
          {
            from: null,
            to: [],
            layers: [{ layer: 'other', isOuter: false, fields: [{ name: 'detail', value: EVIL }] }],
            why: [{ node: 'lvs01', kind: 'route', text: EVIL }],
          },
        ],
      },
    ],
  },
  language: 'en',
};
const ASSETS = { script: 'console.log(1)', style: 'body{}' };

describe('storyHtml', () => {
  const html = storyHtml(FILE, ASSETS);

  it('has no tag that a node has printed', () => {
    expect(html).to.not.include('<script>alert');
    expect(html).to.not.include('<img');
    expect(html.match(/<\/script>/g)).to.have.lengthOf(2);
  });

  it('has what a node has printed as data', () => {
    const [, data = ''] = /<script type="application\/json" id="story">(.*?)<\/script>/s.exec(html) ?? [];
    expect(JSON.parse(data)).to.deep.equal(FILE);
  });

  it('runs its own script alone, and may load nothing', () => {
    const hash = createHash('sha256').update(ASSETS.script).digest('base64');
    expect(html).to.include(`default-src 'none'; script-src 'sha256-${hash}'; style-src 'sha256-`);
    expect(html).to.include("require-trusted-types-for 'script'; trusted-types 'none'");
  });
});
