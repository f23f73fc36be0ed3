/** XML as a tree. */
import { SaxesParser } from 'saxes';

export interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** saxes holds XML 1.0 to the letter: what is not well-formed, or holds a forbidden character, throws. */
export function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element) element.text += part;
  });
  parser.on('closetag', () => open.pop());
  // As a file of UTF-8 has it.
  parser.write(Buffer.from(text, 'utf8').toString('utf8')).close();
  return root;
}

/** An element and all within it. */
export const allWithin = (element: Element): Element[] => [element, ...element.children.flatMap(allWithin)];
