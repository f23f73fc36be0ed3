import type { LabPlace } from '../../lab/place.ts';
import { writeFile } from 'node:fs/promises';
import { story as tell, type StoryInput } from '../../actions/story.ts';
import { openRunning } from '../../actions/open.ts';
import { httpRequest } from '../../lab/checks/common.ts';
import type { Request } from '../../lab/checks/common.ts';
import { findNode, type Lab } from '../../lab/lab.ts';
import { storyLines } from '../../report/story-lines.ts';
import { storyFile } from '../../server/story-file.ts';
import { isIpv4 } from '../../util/address.ts';
import { LabError } from '../../util/errors.ts';
import { instanceId, type InstanceOptions } from '../arguments.ts';
import { withContext } from '../context.ts';
import { EXIT, inLanguage, languageOf, print, printJson, type Io } from '../io.ts';

export interface StoryOptions extends InstanceOptions {
  from: string;
  output?: string;
  url?: string;
  ping?: string;
}

/** @throws LabError ARGUMENT_INVALID */
function whatFor({ from, url, ping }: StoryOptions): Pick<StoryInput, 'request' | 'target'> {
  if ((url === undefined) === (ping === undefined))
    throw new LabError('ARGUMENT_INVALID', 'one of --url and --ping is needed, and not both');
  if (ping !== undefined) {
    if (!isIpv4(ping)) throw new LabError('ARGUMENT_INVALID', `--ping is "${ping}", expected an IPv4 address`);
    return { request: { from, address: ping, protocol: 'icmp', port: undefined } satisfies Request, target: ping };
  }
  const parsed = URL.canParse(url ?? '') ? new URL(url ?? '') : undefined;
  if (parsed?.protocol !== 'http:' || !isIpv4(parsed.hostname) || parsed.username !== '' || parsed.search !== '')
    throw new LabError(
      'ARGUMENT_INVALID',
      `--url is "${url}", expected http:// and an IPv4 address, as http://192.168.0.240/`,
    );
  return { request: httpRequest({ from, url: parsed.href }), target: parsed.href };
}

/** @throws LabError NODE_UNKNOWN */
function requireNode(lab: Lab, name: string): void {
  if (findNode(lab, name)) return;
  const names = lab.nodes.map((node) => node.name).join(', ');
  throw new LabError('NODE_UNKNOWN', `--from is "${name}", expected a node of ${lab.id}: ${names}`);
}

const WORDS = { en: { written: 'The story is in' }, zh: { written: '故事已写入' } };

/** @throws LabError FILE_UNWRITABLE */
const writeStory = (output: string, html: string): Promise<void> =>
  writeFile(output, html).catch((cause: unknown) => {
    throw new LabError('FILE_UNWRITABLE', `-o ${output}: ${(cause as Error).message}`, { cause });
  });

/** Sends one request and tells its way. Exit status 1 when it gets no answer. */
export const story = (io: Io, place: LabPlace, options: StoryOptions): Promise<number> => {
  const wanted = whatFor(options);
  const id = instanceId(place, options);
  return withContext(io, options, async (context, progress) => {
    const running = await openRunning(context, id);
    requireNode(running.lab, options.from);
    const told = await tell(context, { ...running, ...wanted });
    const language = languageOf(io, options);
    const { output } = options;
    if (output !== undefined) await writeStory(output, await storyFile(context, running, told, language));
    progress.clear();
    if (options.json) printJson(io, inLanguage({ lab: id.lab, instance: id.instance, ...told }, language));
    else if (output !== undefined) print(io, `${WORDS[language].written}: ${output}`);
    else print(io, storyLines(told, language).join('\n'));
    return told.isAnswered ? EXIT.fine : EXIT.checkFailed;
  });
};
