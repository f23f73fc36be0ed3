/** The context in which the command line calls actions: the engine, and a line on stderr for each event. */
import type { ActionEvent, Context } from '../actions/context.ts';
import { connectEngine } from '../orchestrator/connect.ts';
import { placesFrom } from '../orchestrator/places.ts';
import { lineOf } from './events.ts';
import { languageOf, printError, type CommonOptions, type Io } from './io.ts';
import { makeProgress, type Progress } from './progress.ts';
import { userName } from './user-name.ts';

/** These events are so frequent that without a terminal, one line for each would hide the others. */
const FREQUENT: ActionEvent['type'][] = ['observing', 'verdict'];

/** @throws LabError ENGINE_UNREACHABLE, ARGUMENT_INVALID */
export async function contextOf(io: Io, options: CommonOptions, progress: Progress): Promise<Context> {
  const places = placesFrom(io.env);
  const language = languageOf(io, options);
  return {
    engine: await connectEngine(io.env, places),
    places,
    owner: userName(),
    env: io.env,
    signal: io.signal,
    emit: (event) => {
      if (event.type === 'failed') {
        const { message, hint } = event.error;
        progress.clear();
        printError(io, `lab: ${event.instance}: ${message}${hint === undefined ? '' : `\n${hint}`}`);
        return;
      }
      const line = lineOf(event, language);
      if (line === undefined) return;
      if (FREQUENT.includes(event.type)) progress.note(line);
      else progress.say(line);
    },
  };
}

/**
 * Calls `work` with a new context, and always removes the spinner at the end. @throws LabError as contextOf, and what
 * `work` throws
 */
export async function withContext<T>(
  io: Io,
  options: CommonOptions,
  work: (context: Context, progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = await makeProgress(io);
  try {
    return await work(await contextOf(io, options, progress), progress);
  } finally {
    progress.clear();
  }
}
