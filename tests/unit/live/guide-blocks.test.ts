import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { block, section, type Block } from '../../../src/contract/views.ts';
import { sectionsOf } from '../../../src/live/guide-blocks.ts';
import { parseLab } from '../../../src/lab/parse.ts';
import { LABS, ROOT } from '../../helpers/lab.ts';

const blocksOf = (text: string): Block[] => sectionsOf(text)[0]?.blocks ?? [];

describe('a guide as blocks', () => {
  it('has a command for each prompt, and its output as text', () => {
    const [found] = blocksOf('```\n[root@lvs01 ~]# ip addr\n1: lo\n[root@web01 ~]# ls\n```');
    expect(found).to.deep.equal({
      kind: 'terminal',
      lines: [
        { text: '[root@lvs01 ~]# ip addr', command: { node: 'lvs01', text: 'ip addr' } },
        { text: '1: lo' },
        { text: '[root@web01 ~]# ls', command: { node: 'web01', text: 'ls' } },
      ],
    });
  });

  it('keeps a here-document and a loop in one command', () => {
    const here = "[root@lvs01 ~]# cat > f <<'END'\na\n\nb\nEND\n[root@lvs01 ~]# ls";
    const loop = '[root@lvs01 ~]# for i in 1 2; do\n>   echo $i\n> done\n1';
    const commands = [here, loop].flatMap((text) => {
      const [found] = blocksOf(`\`\`\`\n${text}\n\`\`\``);
      return found?.kind === 'terminal' ? found.lines.flatMap(({ command }) => command?.text ?? []) : [];
    });
    expect(commands).to.deep.equal(["cat > f <<'END'\na\n\nb\nEND", 'ls', 'for i in 1 2; do\n  echo $i\ndone']);
  });

  it('folds the answer of a question', () => {
    for (const text of ['**Question:** why?\n\nAnswer: because `x`.', '**思考题：** why?\n\n答案：because `x`.']) {
      const [found, ...others] = blocksOf(text);
      expect(others).to.deep.equal([]);
      expect(
        found?.kind === 'question' &&
          found.question
            .map((one) => one.text)
            .join('')
            .trim(),
      ).to.equal('why?');
      expect(found?.kind === 'question' && found.answer).to.deep.equal([
        {
          kind: 'paragraph',
          content: [
            { text: 'because ', style: 'plain' },
            { text: 'x', style: 'code' },
            { text: '.', style: 'plain' },
          ],
        },
      ]);
    }
  });

  it('is text where it has HTML, and has links to the web alone', () => {
    const text =
      '<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](https://b.example) [c](../README.md)';
    const all = JSON.stringify(blocksOf(text));
    expect(all).to.contain('<script>alert(1)</script>').and.to.contain('<img src=x');
    expect([...all.matchAll(/"href":"([^"]*)"/g)].map(([, href]) => href)).to.deep.equal(['https://b.example']);
  });

  for (const id of LABS) {
    for (const language of ['zh', 'en']) {
      it(`of ${id} (${language}) has a section for each step, and its commands are for nodes of the lab`, () => {
        const parsed = parseLab(id, readFileSync(`${ROOT}/labs/${id}/lab.yaml`, 'utf8'));
        if (!('lab' in parsed)) throw new Error(id);
        const sections = sectionsOf(readFileSync(`${ROOT}/labs/${id}/guide.${language}.md`, 'utf8'));
        const ids = sections.flatMap(({ step }) => step ?? []);
        expect(ids).to.deep.equal(parsed.lab.steps.map((step) => step.id));
        for (const one of sections) expect(section.safeParse(one).error).to.equal(undefined);
        const nodes = new Set(parsed.lab.nodes.map(({ name }) => name));
        const all = sections.flatMap(({ blocks }) => blocks);
        for (const one of all) expect(block.safeParse(one).error).to.equal(undefined);
        const commands = all.flatMap((one) =>
          one.kind === 'terminal' ? one.lines.flatMap(({ command }) => command ?? []) : [],
        );
        expect(commands.length).to.be.greaterThan(2);
        for (const { node } of commands) expect(nodes.has(node), node).to.equal(true);
        const questions = all.filter(({ kind }) => kind === 'question').length;
        const text = readFileSync(`${ROOT}/labs/${id}/guide.${language}.md`, 'utf8');
        expect(questions).to.equal([...text.matchAll(/^\*\*(?:Question|思考题)/gm)].length);
      });
    }
  }
});
