import { expect } from 'chai';
import { pretty } from '../../../src/report/pretty.ts';
import { widthOf } from '../../../src/util/wrap.ts';
import { CHINESE, ENGLISH, EXPLAINED, FAILED, NOT_JUDGED, PASSED, reportOfAll, SAMPLE } from './sample.ts';

const ESCAPE = '\u001b';

const hintsAt = (level: number): number =>
  pretty(EXPLAINED, { ...ENGLISH, hints: level }).match(/hint\b/g)?.length ?? 0;

describe('pretty', () => {
  it('shows what passed in a line, what did not with reason, hint and evidence, and the score', () => {
    expect(pretty(SAMPLE, ENGLISH)).to.equal(
      `✔ The director has the VIP (3/3) vip-director
✘ The director alone answers ARP (0/10) arp-vip
    why: web01 also answers ARP for 192.168.0.240; only lvs01 may
    hint: The larger arp_ignore of all and eth0 is in force: lo alone changes
    nothing.
    seen: lanclient: who has 192.168.0.240? 02:42:c0:a8:00:df (web01)
- The LAN client gets pages (0/15) page-lan
    why: not judged, because "The director alone answers ARP" (arp-vip) did not
    pass

alice: 1/3, 3/28 points`,
    );
  });

  it('says it in Chinese', () => {
    expect(pretty(SAMPLE, CHINESE)).to.equal(
      `✔ 调度器上有 VIP (3/3) vip-director
✘ 只有调度器应答 ARP (0/10) arp-vip
    原因: web01 也应答了 192.168.0.240 的 ARP 请求；只允许 lvs01 应答
    提示: 起作用的是 arp_ignore 在 all 和 eth0 两者中较大的值，只改 lo 没有用。
    看到: lanclient: who has 192.168.0.240? 02:42:c0:a8:00:df (web01)
- 内网客户端能打开网页 (0/15) page-lan
    原因: 未判定：“只有调度器应答 ARP”(arp-vip) 没有通过

alice: 1/3, 3/28 分`,
    );
  });

  it('shows what is worth telling of a check that passed', () => {
    const note = { en: 'keepalived runs, and did not understand line 29', zh: 'keepalived 在运行，第 29 行没有看懂' };
    const report = { ...SAMPLE, checks: [{ ...PASSED, note }, NOT_JUDGED] };
    expect(pretty(report, ENGLISH)).to.contain(
      `✔ The director has the VIP (3/3) vip-director
    note: keepalived runs, and did not understand line 29
- `,
    );
    expect(pretty(report, CHINESE)).to.contain('    注意: keepalived 在运行，第 29 行没有看懂\n');
  });

  it('shows the first broken hop under the check whose request was followed, before all else', () => {
    expect(pretty(EXPLAINED, { ...ENGLISH, hints: 3 })).to.contain(
      `- The LAN client gets pages (0/15) page-lan
    fails at: who answers ARP for the VIP (vip-owner), web01
    request: lanclient -> 192.168.0.240:80
    actual: web01 answers ARP for 192.168.0.240 too
    expected: lvs01 alone answers ARP for 192.168.0.240
    hint 1: How many machines say that they have 192.168.0.240?
    hint 2: arp_ignore on web01: in force is the larger value of all and of the
    interface that is asked.
    hint 3: sysctl -w net.ipv4.conf.all.arp_ignore=1
    why: not judged,`,
    );
  });

  it('says the hop in Chinese', () => {
    expect(pretty(EXPLAINED, CHINESE)).to.contain(
      `    故障位置: 由谁应答 VIP 的 ARP (vip-owner), web01
    请求: lanclient -> 192.168.0.240:80
    实际: web01 也应答了 192.168.0.240 的 ARP 请求
    应为: 只有 lvs01 应答 192.168.0.240 的 ARP 请求
    提示 1: 有几台机器说 192.168.0.240 在自己身上？
    原因:`,
    );
  });

  it('gives as many hints as were asked for, and with 0 not those of checks either', () => {
    // One of them is that of a check.
    expect([0, 1, 2, 3].map(hintsAt)).to.deep.equal([0, 2, 3, 4]);
  });

  for (const columns of [40, 60, 80]) {
    it(`keeps reasons and hints within ${columns} columns, in both languages`, () => {
      for (const options of [ENGLISH, CHINESE]) {
        const lines = pretty(EXPLAINED, { ...options, columns, hints: 2 }).split('\n');
        const prose = lines.filter((line) => line.startsWith('    ') && !/seen:|看到:/.test(line));
        expect(prose.length).to.be.greaterThan(2);
        expect(prose.filter((line) => widthOf(line) > columns)).to.deep.equal([]);
      }
    });
  }

  it('leaves evidence on one line, however long, as the tool printed it', () => {
    const line = `gateway -A PREROUTING ${'-m comment '.repeat(12)}-j DNAT`;
    expect(pretty(reportOfAll({ ...FAILED, evidence: [line] }), ENGLISH)).to.include(`    seen: ${line}\n`);
  });

  it('shows no score for a check that has no points', () => {
    const shown = pretty(reportOfAll({ ...PASSED, points: 0, maxPoints: 0 }), ENGLISH);
    expect(shown.split('\n')[0]).to.equal('✔ The director has the VIP vip-director');
  });

  it('shows no hint where the lab has none, and none for what was not judged', () => {
    const { hint: _hint, ...withoutHint } = FAILED;
    expect(pretty(reportOfAll(withoutHint, NOT_JUDGED), ENGLISH)).to.not.include('hint:');
  });

  it('has no escape sequence when colour is off', () => {
    expect(pretty(SAMPLE, ENGLISH)).to.not.include(ESCAPE);
  });

  it('is the same text with colour, apart from the colours, which it ends on each line', () => {
    const coloured = pretty(SAMPLE, { ...ENGLISH, colour: true });
    const codes = new RegExp(`${ESCAPE}\\[\\d+m`, 'g');
    expect(coloured.replace(codes, '')).to.equal(pretty(SAMPLE, ENGLISH));
    expect(coloured).to.include(`${ESCAPE}[32m✔${ESCAPE}[0m`).and.to.include(`${ESCAPE}[31m✘${ESCAPE}[0m`);
    for (const line of coloured.split('\n')) {
      const found = line.match(codes) ?? [];
      expect(found.length % 2, line).to.equal(0);
      expect(found.at(-1) ?? `${ESCAPE}[0m`).to.equal(`${ESCAPE}[0m`);
    }
  });

  const planted = [
    { description: 'an escape sequence', text: `${ESCAPE}[2J${ESCAPE}]0;owned\u0007` },
    {
      description: 'a line end, behind which a line of the report is forged',
      text: 'x\n✔ All is well (100/100) forged',
    },
    { description: 'a carriage return, which writes over the line', text: 'x\r✔ forged' },
    { description: 'a control character of Latin-1', text: 'a\u009b31mb' },
    { description: 'a separator of lines', text: 'a\u2028b\u0085c' },
    { description: 'marks that turn the direction of text', text: 'a\u202eb\u2066c' },
  ];
  for (const { description, text } of planted) {
    it(`makes harmless ${description}, in evidence and in a reason`, () => {
      const verdict = { ...FAILED, reason: { en: `got "${text}"`, zh: text }, evidence: [`web01 says ${text}`] };
      const shown = pretty(reportOfAll(verdict), ENGLISH);
      expect(shown.replaceAll('\n', '')).to.not.match(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(shown).to.include('\ufffd');
      expect(shown.split('\n').filter((line) => /^[✔✘-]/.test(line))).to.have.length(1);
    });
  }
});
