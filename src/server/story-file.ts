/** A story as one file that a browser opens without a network. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../actions/context.ts';
import type { Running } from '../actions/open.ts';
import type { Story } from '../actions/story.ts';
import type { StoryFile } from '../contract/story.ts';
import { LabError } from '../util/errors.ts';
import { escapeXml } from '../util/xml.ts';
import { labView } from '../live/lab-view.ts';
import { machinesNow } from '../live/machines-now.ts';
import { storyView } from '../live/story-view.ts';

export interface StoryAssets {
  script: string;
  style: string;
}

/** @throws LabError FILE_UNREADABLE */
async function readAssets(root: string): Promise<StoryAssets> {
  const read = (name: string): Promise<string> => {
    const file = join(root, 'dist', 'page', name);
    return readFile(file, 'utf8').catch((cause: unknown) => {
      const hint = 'Build it: `npm run build` in the project folder.';
      throw new LabError('FILE_UNREADABLE', `${file} cannot be read: ${(cause as Error).message}`, { cause, hint });
    });
  };
  const [script, style] = await Promise.all([read('story.js'), read('story.css')]);
  return { script, style };
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** JSON in which no tag can begin or end, whatever a node has printed. */
const dataText = (file: StoryFile): string => JSON.stringify(file).replaceAll('<', String.raw`\u003c`);

/** The file runs its own script alone, by its hash, and asks for nothing. Pure. */
export function storyHtml(file: StoryFile, { script, style }: StoryAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const { story, lab, language } = file;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(`${story.from} → ${story.target} · ${lab.instance}`)}</title>
<style>${style}</style>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript>
<script type="application/json" id="story">${dataText(file)}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** @throws LabError FILE_UNREADABLE, and when something cannot be observed */
export async function storyFile(
  { engine, places }: Pick<Context, 'engine' | 'places'>,
  { lab, instance }: Running,
  story: Story,
  language: StoryFile['language'],
): Promise<string> {
  const assets = await readAssets(places.root);
  const machines = await machinesNow(engine, lab, instance);
  return storyHtml({ lab: labView(lab, instance.name), machines, story: storyView(lab, story), language }, assets);
}
