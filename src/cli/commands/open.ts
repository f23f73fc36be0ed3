import type { LabPlace } from '../../lab/place.ts';
import { once } from 'node:events';
import { start } from '../../actions/start.ts';
import { findInstance } from '../../orchestrator/instance.ts';
import { openPage } from '../../server/open-page.ts';
import type { Context } from '../../actions/context.ts';
import type { InstanceId } from '../../actions/open.ts';
import { openInBrowser } from '../browser.ts';
import { instanceId, wholeNumber, type InstanceOptions } from '../arguments.ts';
import { bringUpInput, sayRunning } from '../bring-up.ts';
import { withContext } from '../context.ts';
import { EXIT, languageOf, print, printJson, type CommonOptions, type Io } from '../io.ts';
import type { Progress } from '../progress.ts';

export interface PageOptions extends CommonOptions {
  port?: string;
  /** false: --no-browser. */
  browser?: boolean;
}

export type OpenOptions = PageOptions & InstanceOptions;

const WORDS = {
  en: {
    open: 'The page of',
    ends: 'Ctrl-C ends the page. The lab goes on.',
    others: 'Another `lab open` serves it already.',
  },
  zh: {
    open: '实验页面',
    ends: '按 Ctrl-C 结束页面服务，实验环境继续运行。',
    others: '另一个 `lab open` 已在提供这个页面。',
  },
};

/** @throws LabError ARGUMENT_INVALID */
export const portOf = ({ port }: PageOptions): number =>
  port === undefined ? 0 : wholeNumber('--port', port, 1, 65_535);

/** Serves the page until Ctrl-C, unless another process does. */
export async function servePage(
  io: Io,
  context: Context,
  progress: Progress,
  id: InstanceId,
  options: PageOptions,
): Promise<number> {
  const { url, isOthers, close } = await openPage(context, { ...id, port: portOf(options) });
  try {
    const words = WORDS[languageOf(io, options)];
    progress.clear();
    if (options.json) printJson(io, { lab: id.lab, instance: id.instance, url });
    else print(io, `${words.open} ${id.instance}: ${url}\n${isOthers ? words.others : words.ends}`);
    if (options.browser !== false && !options.json) openInBrowser(io, url);
    if (!isOthers && !io.signal.aborted) await once(io.signal, 'abort');
    return EXIT.fine;
  } finally {
    await close();
  }
}

/** Starts the lab where no instance of that name runs; one that runs stays as it is. */
async function startIfNeeded(
  context: Context,
  progress: Progress,
  place: LabPlace,
  options: OpenOptions,
): Promise<void> {
  const begun = performance.now();
  if (await findInstance(context.engine, instanceId(place, options).instance)) return;
  const started = await start(context, { ...(await bringUpInput(context, place, options)), solve: [] });
  sayRunning(progress, started, performance.now() - begun);
}

export function open(io: Io, place: LabPlace, options: OpenOptions): Promise<number> {
  portOf(options);
  const id = instanceId(place, options);
  return withContext(io, options, async (context, progress) => {
    await startIfNeeded(context, progress, place, options);
    return servePage(io, context, progress, id, options);
  });
}
