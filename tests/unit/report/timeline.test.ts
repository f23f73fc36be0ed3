import { expect } from 'chai';
import type { Timeline } from '../../../src/models/failover.ts';
import { TRIGGERS } from '../../../src/models/vrrp.ts';
import { renderTimeline } from '../../../src/report/timeline.ts';
import { readProjectFile } from '../../helpers/page.ts';
import { documentedFailovers, measured, timelineOf, type Recorded } from '../../helpers/timeline.ts';
import { allWithin, parseXml, type Element } from '../../helpers/xml.ts';

const LANGUAGES = ['en', 'zh'] as const;
const RECORDED: Recorded[] = ['stop', 'kill', 'node'];
const MOST_BYTES = 60_000;

function drawn(timeline: Timeline, language: 'en' | 'zh' = 'en'): Element[] {
  const svg = renderTimeline(timeline, { language });
  expect(Buffer.byteLength(svg)).to.be.below(MOST_BYTES);
  expect(svg).to.not.match(/NaN|Infinity|undefined|null/);
  return allWithin(parseXml(svg));
}

const textsOf = (elements: Element[]): string[] =>
  elements.filter(({ name }) => name === 'text').map(({ text }) => text);
const storyOf = (elements: Element[]): string => elements.find(({ name }) => name === 'desc')?.text ?? '';
const titleOf = (elements: Element[]): string => elements.find(({ name }) => name === 'title')?.text ?? '';

/** Nothing is answered after the trigger, and nobody is heard. */
const nobody = (): Timeline =>
  timelineOf('node', (record) => ({
    ...record,
    requests: record.requests.map((one) =>
      one.sent > record.marks.trigger ? { ...one, answered: undefined, status: 0 } : one,
    ),
    frames: record.frames.filter(({ time }) => time < record.marks.trigger),
  }));

describe('the picture of a failover', () => {
  const stories = [
    {
      name: 'stop' as const,
      title: 'keepalived on lvs01 was stopped: lvs02 took over, no answer for 0.64 s',
      story:
        'lvs01 released 192.168.0.240 (priority-0 advertisement), so lvs02 waited only 0.61 s before it took over; the VRRP timers predict 0.61 s. The client got no answer for 0.64 s and lost 31 requests. After the repair, lvs01 took the address back at 5.42 s. No request was lost in the process.',
      texts: ['no answer: 0.64 s (31 requests lost)', 'priority 0', 'predicted: lvs02 takes over after 0.61 s'],
    },
    {
      name: 'node' as const,
      title: 'lvs01 lost power: lvs02 took over, no answer for 3.26 s',
      story:
        'lvs02 received no advertisement for 3.61 s, then took over 192.168.0.240. That was 3.25 s after the failure of lvs01; the VRRP timers allow 2.61 to 3.61 s. The client got no answer for 3.26 s and lost 162 requests. After the repair, lvs01 took the address back at 10.15 s. No request was lost in the process.',
      texts: ['no answer: 3.26 s (162 requests lost)', 'waits 3.25 s', 'lvs01 is powered on again'],
    },
    {
      name: 'kill' as const,
      title: 'keepalived on lvs01 was killed: lvs02 took over, clients were not affected',
      story:
        'lvs02 received no advertisement for 3.62 s, then took over 192.168.0.240. That was 2.71 s after the failure of lvs01; the VRRP timers allow 2.61 to 3.61 s. The client was not affected: all 215 requests were answered. For 1.39 s two directors had the address at the same time (split brain), because lvs01 kept it although its advertisements were no longer received. After the repair, lvs01 took the address back at 8.17 s. No request was lost in the process.',
      texts: ['still has it, not announced', 'split brain: 1.39 s', 'has 192.168.0.240'],
    },
  ];
  for (const { name, title, story, texts } of stories) {
    it(`tells what happened after ${name}`, () => {
      const elements = drawn(timelineOf(name));
      expect(titleOf(elements)).to.equal(title);
      expect(storyOf(elements)).to.equal(story);
      expect(textsOf(elements)).to.include.members([title, 'What happened', 'lvs01', 'lvs02', '0', ...texts]);
    });
  }

  for (const { file, svg } of documentedFailovers()) {
    it(`is what ${file} shows`, () => {
      expect(readProjectFile(file), 'run npm run pictures').to.equal(svg);
    });
  }

  it('tells it in Chinese', () => {
    const elements = drawn(timelineOf('stop'), 'zh');
    expect(titleOf(elements)).to.equal('正常停止 lvs01 上的 keepalived：lvs02 接管，0.64 秒没有应答');
    expect(storyOf(elements)).to.equal(
      'lvs01 释放了 192.168.0.240（优先级为 0 的通告），所以 lvs02 只等待 0.61 秒就接管了；按 VRRP 定时器应为 0.61 秒。客户端有 0.64 秒得不到应答，丢失了 31 个请求。修复后，lvs01 在第 5.42 秒收回了地址。收回时没有丢失请求。',
    );
    const latin = textsOf(elements).filter((text) => !/\p{Script=Han}/u.test(text));
    // Node names, and the numbers of the axis.
    expect(latin.filter((text) => !/^lvs0\d$|^-?[\d.]+$/.test(text))).to.deep.equal([]);
  });

  for (const language of LANGUAGES) {
    for (const name of RECORDED) {
      it(`stands alone: ${name}, ${language}`, () => {
        const elements = drawn(timelineOf(name), language);
        expect(elements.map((element) => element.name)).to.not.include.members([
          'script',
          'style',
          'image',
          'a',
          'use',
        ]);
        const links = elements.flatMap(({ attributes }) =>
          Object.entries(attributes).filter(
            ([key, value]) => key !== 'xmlns' && /href|https?:|url\((?!#silent\d\))/.test(key + value),
          ),
        );
        expect(links).to.deep.equal([]);
        const fonts = new Set(elements.flatMap(({ attributes }) => attributes['font-family'] ?? []));
        expect([...fonts]).to.deep.equal(['system-ui, sans-serif']);
      });
    }

    for (const trigger of TRIGGERS) {
      it(`has words for ${trigger} in ${language}`, () => {
        expect(titleOf(drawn({ ...timelineOf('node'), trigger }, language))).to.contain('lvs01');
      });
    }
  }

  it('keeps everything within its width', () => {
    for (const name of RECORDED) {
      const [root, ...elements] = drawn(timelineOf(name)).slice(1);
      const { width, height } = root?.attributes ?? {};
      for (const { attributes } of elements) {
        expect(Number(attributes['x'] ?? 0)).to.be.within(0, Number(width));
        expect(Number(attributes['y'] ?? 0)).to.be.within(0, Number(height));
      }
    }
  });

  it('shows a farewell and a silent owner in the legend only when there is one', () => {
    const silent = 'still has the address, without announcing it';
    const farewell = 'priority-0 advertisement: the director releases the address';
    const shown = RECORDED.map((name) =>
      textsOf(drawn(timelineOf(name))).filter((text) => text === silent || text === farewell),
    );
    expect(shown).to.deep.equal([[farewell], [silent], []]);
  });

  it('takes a client that hesitated for no outage, though requests were lost elsewhere', () => {
    const timeline = timelineOf('kill', (record) => {
      const { trigger } = record.marks;
      const asked = record.requests.filter(({ sent }) => sent < trigger + 1 || sent > trigger + 1.2);
      return {
        ...record,
        requests: asked.map((one, index) => (index === 300 ? { ...one, answered: undefined, status: 0 } : one)),
      };
    });
    const elements = drawn(timeline);
    expect(textsOf(elements).filter((text) => text.startsWith('no answer'))).to.deep.equal([]);
    expect(storyOf(elements))
      .to.contain('took the address back at')
      .and.to.contain('1 request was lost in the process.');
  });

  it('says so when nobody took over and no answer came', () => {
    const elements = drawn(nobody());
    expect(titleOf(elements)).to.equal('lvs01 lost power: no director took over, clients got no answers any more');
    expect(storyOf(elements)).to.equal(
      'lvs02 never took over 192.168.0.240, although its timers predict that it does so after 2.61 to 3.61 s. The client got no answer for more than 4.54 s, until lvs01 was repaired, and lost 226 requests. After the repair, lvs01 did not announce that it had taken the address back.',
    );
    expect(textsOf(elements)).to.include('never announced the address');
  });

  it('says so when nothing was mended', () => {
    const { record, ...rest } = nobody();
    const elements = drawn(measured({ ...rest, record: { ...record, marks: { ...record.marks, mend: undefined } } }));
    expect(storyOf(elements)).to.match(/for more than 11\.\d\d s, up to the end of the test, and lost \d+ requests\.$/);
    expect(textsOf(elements)).to.not.include('lvs01 is powered on again');
  });

  it('says so when the backup sent no gratuitous ARP', () => {
    const timeline = timelineOf('node', (record) => ({
      ...record,
      frames: record.frames.filter(({ packet }) => packet.type === 'ip'),
    }));
    expect(storyOf(drawn(timeline))).to.contain('lvs02 sent no gratuitous ARP');
  });

  for (const language of LANGUAGES) {
    it(`can be drawn without any request or frame, in ${language}`, () => {
      const timeline = timelineOf('node', ({ vip, marks }) => ({
        vip,
        marks: { ...marks, mend: undefined, end: marks.broken },
        requests: [],
        frames: [],
      }));
      expect(textsOf(drawn(timeline, language))).to.include(
        { en: 'no request was recorded', zh: '没有记录到请求' }[language],
      );
    });
  }

  it('is as small with thousands of requests and frames', () => {
    const timeline = timelineOf('node', (record) => ({
      ...record,
      // Every second one is lost: no two neighbours are alike.
      requests: Array.from({ length: 30_000 }, (_, index) => ({
        sent: record.marks.trigger - 1 + index / 2500,
        answered: index % 2 === 0 ? undefined : record.marks.trigger,
        status: 200,
      })),
      frames: Array.from({ length: 20_000 }, (_, index) => {
        const frame = record.frames[index % record.frames.length];
        return { ...frame, time: record.marks.trigger - 1 + index / 2000 } as (typeof record.frames)[number];
      }),
    }));
    drawn(timeline);
  });

  it('escapes names', () => {
    const { nodes, ...rest } = timelineOf('kill');
    const name = `<b>&"'\u0007`;
    const renamed = Object.fromEntries(
      Object.entries(nodes).map(([mac, node]) => [mac, node === 'lvs02' ? name : node]),
    );
    const elements = drawn({ ...rest, nodes: renamed, backup: name });
    expect(titleOf(elements)).to.contain(`<b>&"'\ufffd took over`);
    expect(textsOf(elements)).to.include(`<b>&"'\ufffd`);
  });

  it('cuts a name that is too long for its place, and no other', () => {
    const name = 'a-director-whose-name-is-as-long-as-allowed';
    const { nodes, ...rest } = timelineOf('stop');
    const renamed = Object.fromEntries(
      Object.entries(nodes).map(([mac, node]) => [mac, node === 'lvs01' ? name : node]),
    );
    const elements = drawn({ ...rest, nodes: renamed, director: name });
    expect(textsOf(elements)).to.include('a-director-whose…');
    expect(storyOf(elements)).to.match(new RegExp(`^${name} released `));
  });
});
