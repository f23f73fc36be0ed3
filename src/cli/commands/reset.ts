import { findInstance, removeInstance } from '../../orchestrator/instance.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { EXIT, printJson, type Io } from '../io.ts';
import { makeProgress } from '../progress.ts';
import { openSession } from '../session.ts';
import { bringUp, type StartOptions } from './start.ts';

/** Back to the start: everything is removed and made again. */
export async function reset(io: Io, labId: string, options: StartOptions): Promise<number> {
  const session = await openSession(io, labId, options);
  const { lab, engine, name, places } = session;
  const progress = await makeProgress(io);
  try {
    await withLock(places.cacheDir, name, `reset ${lab.id}`, async () => {
      const instance = await findInstance(engine, name);
      if (instance) {
        progress.say(`removing ${name}`);
        await removeInstance(engine, instance);
      }
      await bringUp(io, session, options, progress);
    });
    progress.done(`${name} is at the start again`);
    if (options.json) printJson(io, { lab: lab.id, instance: name });
    return EXIT.fine;
  } finally {
    progress.clear();
  }
}
