import { LabError } from '../../errors.ts';
import type { Fault, Lab } from '../../lab/lab.ts';
import { asLabWork } from '../../orchestrator/lab-work.ts';
import { withLock } from '../../orchestrator/lock.ts';
import { runCommands } from '../../orchestrator/run-commands.ts';
import { EXIT, languageOf, print, printJson, type Io } from '../io.ts';
import { openRunning, type InstanceOptions } from '../session.ts';

/** @throws LabError FAULT_UNKNOWN */
function findFault({ id: labId, faults }: Lab, id: string): Fault {
  const found = faults.find((one) => one.id === id);
  if (!found) {
    const ids = faults.map((one) => one.id).join(', ');
    throw new LabError('FAULT_UNKNOWN', `"${id}" is no fault of ${labId}, expected one of: ${ids}`);
  }
  return found;
}

/** `lab break` and `lab repair`. What a fault looks like is told after the repair: finding it is the exercise. */
export async function fault(
  io: Io,
  verb: 'break' | 'repair',
  labId: string,
  faultId: string,
  options: InstanceOptions,
): Promise<number> {
  const { lab, engine, name, instance, places } = await openRunning(io, labId, options);
  const { id, title, looks, inject, repair } = findFault(lab, faultId);
  const commands = verb === 'break' ? inject : repair;
  await withLock(places.cacheDir, name, `${verb} ${lab.id}`, () =>
    asLabWork(
      engine,
      instance,
      commands.map(({ node }) => node),
      () => runCommands(engine, instance, `${verb} ${id}`, commands, io.signal),
    ),
  );
  const language = languageOf(io, options);
  if (options.json)
    printJson(io, {
      lab: lab.id,
      instance: name,
      fault: id,
      title: title[language],
      state: verb === 'break' ? 'broken' : 'repaired',
    });
  else print(io, verb === 'break' ? `broken: ${id}` : `repaired: ${title[language]}\n${looks[language]}`);
  return EXIT.fine;
}
