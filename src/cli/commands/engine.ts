import { LabError } from '../../util/errors.ts';
import { connectEngine, engineAddress } from '../../orchestrator/connect.ts';
import { engineSocket, placesFrom } from '../../orchestrator/places.ts';
import { privateEnginePid, startPrivateEngine, stopPrivateEngine } from '../../orchestrator/private-engine.ts';
import { EXIT, print, printJson, type CommonOptions, type Io } from '../io.ts';

async function status(io: Io, options: CommonOptions): Promise<number> {
  const places = placesFrom(io.env);
  const address = engineAddress(io.env, places);
  const info = await (await connectEngine(io.env, places)).info();
  const pid = await privateEnginePid(places);
  if (options.json) printJson(io, { ...address, privatePid: pid ?? null, ...info });
  else
    print(
      io,
      `Docker ${info.version} (API ${info.apiVersion}) at ${address?.host}${pid === undefined ? '' : `, private, process ${pid}`}`,
    );
  return EXIT.fine;
}

/** `lab engine start|stop|status`: the private engine, for machines without a running Docker engine. */
export async function engine(io: Io, action: string, options: CommonOptions): Promise<number> {
  const places = placesFrom(io.env);
  if (action === 'status') return status(io, options);
  if (action !== 'start' && action !== 'stop') {
    throw new LabError('ARGUMENT_INVALID', `engine takes "start", "stop" or "status", not "${action}"`);
  }
  const changed = action === 'start' ? await startPrivateEngine(places) : await stopPrivateEngine(places);
  const running = action === 'start';
  if (options.json) printJson(io, { running, changed, socket: engineSocket(places) });
  else if (running)
    print(io, `${changed ? 'the engine runs' : 'the engine was running'} at unix://${engineSocket(places)}`);
  else print(io, changed ? 'the engine is stopped' : 'no private engine was running');
  return EXIT.fine;
}
