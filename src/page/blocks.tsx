/** A guide's text. */
import type { ComponentChild } from 'preact';
import type { Block, Inline } from '../contract/views.ts';
import { words } from './store.ts';
import { typeCommand } from './typing.ts';

export function Inlines({ content }: { content: Inline[] }) {
  return (
    <>
      {content.map(({ text, style, href }, index) => {
        switch (style) {
          case 'code':
            return <code key={index}>{text}</code>;
          case 'strong':
            return <strong key={index}>{text}</strong>;
          case 'em':
            return <em key={index}>{text}</em>;
          case 'link':
            return (
              <a key={index} {...(href !== undefined && { href })} target="_blank" rel="noopener noreferrer">
                {text}
              </a>
            );
          default:
            return text;
        }
      })}
    </>
  );
}

type TerminalBlock = Extract<Block, { kind: 'terminal' }>;

function Transcript({ lines }: { lines: TerminalBlock['lines'] }) {
  const text = words.value;
  return (
    <div class="transcript">
      {lines.map(({ text: line, command }, index) => {
        if (!command) return <pre key={index}>{line === '' ? ' ' : line}</pre>;
        const label = `${text.typeInto} ${command.node}: ${command.text.split('\n', 1)[0]}`;
        const prompt = line.indexOf('# ') + 2;
        return (
          <div key={index} class="command">
            <pre>
              <span class="prompt">{line.slice(0, prompt)}</span>
              {line.slice(prompt)}
            </pre>
            <button
              type="button"
              class="type"
              aria-label={label}
              title={`${text.typeInto} ${command.node}`}
              onClick={() => typeCommand(command)}
            >
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M2 3.5 6.5 8 2 12.5M8 12.5h6" />
              </svg>
            </button>
          </div>
        );
      })}
    </div>
  );
}

function Table({ head, rows }: Extract<Block, { kind: 'table' }>) {
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            {head.map((content, index) => (
              <th key={index} scope="col">
                <Inlines content={content} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((content, column) => (
                <td key={column}>
                  <Inlines content={content} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function One({ block }: { block: Block }): ComponentChild {
  switch (block.kind) {
    case 'heading':
      return (
        <h3>
          <Inlines content={block.content} />
        </h3>
      );
    case 'paragraph':
      return (
        <p>
          <Inlines content={block.content} />
        </p>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <Blocks blocks={item} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return <Table {...block} />;
    case 'code':
      return (
        <pre class="code" tabIndex={0}>
          {block.text}
        </pre>
      );
    case 'terminal':
      return <Transcript lines={block.lines} />;
    case 'question':
      return (
        <details class="question">
          <summary>
            <Inlines content={block.question} />
          </summary>
          <div class="answer">
            <span class="label">{words.value.answer}</span>
            <Blocks blocks={block.answer} />
          </div>
        </details>
      );
    default:
      return null;
  }
}

export function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <>
      {blocks.map((block, index) => (
        <One key={index} block={block} />
      ))}
    </>
  );
}
