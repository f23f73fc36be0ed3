/** A guide as data that the page can show without any markup of its own. Pure. */
import MarkdownIt, { type Token } from 'markdown-it';
import type { Block, Inline, Section } from '../contract/views.ts';
import { guideParts } from '../lab/guide.ts';

// HTML in a guide is text.
const markdown = new MarkdownIt({ html: false, linkify: false });

const WEB_LINK = /^https?:\/\//;

function inlines(tokens: Token[]): Inline[] {
  const styles: Inline['style'][] = [];
  let href: string | undefined;
  const found: Inline[] = [];
  for (const token of tokens) {
    if (token.type === 'strong_open') styles.push('strong');
    else if (token.type === 'em_open') styles.push('em');
    else if (token.type === 'link_open') {
      const target = String(token.attrGet('href') ?? '');
      href = WEB_LINK.test(target) ? target : undefined;
      styles.push(href === undefined ? 'plain' : 'link');
    } else if (token.type.endsWith('_close')) styles.pop();
    else if (token.type === 'code_inline') found.push({ text: token.content, style: 'code' });
    else if (token.type === 'softbreak' || token.type === 'hardbreak') found.push({ text: ' ', style: 'plain' });
    else if (token.content !== '') {
      const style = styles.at(-1) ?? 'plain';
      found.push({ text: token.content, style, ...(style === 'link' && href !== undefined && { href }) });
    }
  }
  return found;
}

const PROMPT = /^\[root@([a-z][a-z0-9-]*) [^\]]*\]# (.+)$/;
const HERE_DOCUMENT = /<<-?\s*(['"]?)(\w+)\1/;
const CONTINUED = /^> ?/;

type Line = { text: string; command?: { node: string; text: string } };

/** The lines behind the first one of a command that belong to it: a here-document with its end, or lines behind the prompt `>`. */
function restOf(first: string, following: string[]): string[] {
  const ending = HERE_DOCUMENT.exec(first)?.[2];
  if (ending !== undefined) return following.slice(0, following.indexOf(ending) + 1);
  const end = following.findIndex((line) => !CONTINUED.test(line));
  return end === -1 ? following : following.slice(0, end);
}

/** The lines of a transcript; a command that goes over several lines, as here-documents and loops do, is one. */
function transcript(text: string): Line[] {
  const lines = text.split('\n');
  const found: Line[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, node, first] = PROMPT.exec(line) ?? [];
    if (node === undefined || first === undefined) {
      found.push({ text: line });
      continue;
    }
    const rest = restOf(first, lines.slice(at + 1));
    at += rest.length;
    const typed = HERE_DOCUMENT.test(first) ? rest : rest.map((one) => one.replace(CONTINUED, ''));
    found.push({ text: [line, ...rest].join('\n'), command: { node, text: [first, ...typed].join('\n') } });
  }
  return found;
}

const QUESTION = /^(?:Question|思考题)\s*[:：]?$/;
const ANSWER = /^(?:Answer|答案)\s*[:：]\s*/;

const isQuestion = (block: Block | undefined): boolean => {
  const first = block?.kind === 'paragraph' ? block.content.find(({ text }) => text.trim() !== '') : undefined;
  return first?.style === 'strong' && QUESTION.test(first.text.trim());
};

/** An answer folds: it stands behind its question. */
function foldAnswers(blocks: Block[]): Block[] {
  const found: Block[] = [];
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at];
    const next = blocks[at + 1];
    const starts = next?.kind === 'paragraph' && ANSWER.test(next.content[0]?.text ?? '');
    if (block?.kind === 'paragraph' && isQuestion(block) && starts) {
      const [first, ...rest] = next.content;
      const answer = [{ text: '', style: 'plain' as const, ...first }, ...rest];
      answer[0] = { ...answer[0], text: (first?.text ?? '').replace(ANSWER, ''), style: first?.style ?? 'plain' };
      const question = block.content.filter(({ text, style }) => style !== 'strong' || !QUESTION.test(text.trim()));
      found.push({ kind: 'question', question, answer: [{ kind: 'paragraph', content: answer }] });
      at += 1;
    } else if (block) found.push(block);
  }
  return found;
}

/** Reads tokens from `at` until the one that closes what was opened. */
class Reader {
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  blocks(closing?: string): Block[] {
    const found: Block[] = [];
    for (;;) {
      const token = this.#next();
      if (!token || token.type === closing) return foldAnswers(found);
      const block = this.#block(token);
      if (block) found.push(block);
    }
  }

  #next(): Token | undefined {
    this.#at += 1;
    return this.#tokens[this.#at - 1];
  }

  #inline(): Inline[] {
    return inlines(this.#next()?.children ?? []);
  }

  #block(token: Token): Block | undefined {
    switch (token.type) {
      case 'heading_open':
        return { kind: 'heading', level: Number(token.tag.slice(1)), content: this.#inline() };
      case 'paragraph_open':
        return { kind: 'paragraph', content: this.#inline() };
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.#list(token.type === 'ordered_list_open');
      case 'table_open':
        return this.#table();
      case 'fence':
      case 'code_block': {
        const text = token.content.replace(/\n$/, '');
        const isTranscript = text.split('\n').some((line) => PROMPT.test(line));
        return isTranscript ? { kind: 'terminal', lines: transcript(text) } : { kind: 'code', text };
      }
      default:
        return undefined;
    }
  }

  #list(ordered: boolean): Block {
    const items: Block[][] = [];
    for (let token = this.#next(); token && !/^(?:bullet|ordered)_list_close$/.test(token.type); token = this.#next()) {
      if (token.type === 'list_item_open') items.push(this.blocks('list_item_close'));
    }
    return { kind: 'list', ordered, items };
  }

  #table(): Block {
    const rows: Inline[][][] = [];
    for (let token = this.#next(); token && token.type !== 'table_close'; token = this.#next()) {
      if (token.type === 'tr_open') rows.push([]);
      if (token.type === 'th_open' || token.type === 'td_open') rows.at(-1)?.push(this.#inline());
    }
    const [head = [], ...others] = rows;
    return { kind: 'table', head, rows: others };
  }
}

const plain = (content: Inline[]): string => content.map(({ text }) => text).join('');

/** The sections of a guide, in its order; the heading that begins one is its title. */
export function sectionsOf(guide: string): Section[] {
  return guideParts(guide).map(({ step, text }) => {
    const blocks = new Reader(markdown.parse(text, {})).blocks();
    const [first, ...rest] = blocks;
    if (first?.kind !== 'heading') return { step, title: '', blocks };
    return { step, title: plain(first.content), blocks: rest };
  });
}
