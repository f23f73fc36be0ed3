import { examine } from '../../actions/doctor/examine.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { EXIT, print, printJson, type CommonOptions, type Io } from '../io.ts';
import { userName } from '../user-name.ts';

const MARKS = { ok: '✔', note: '·', problem: '✘' };

export async function doctor(io: Io, options: CommonOptions): Promise<number> {
  const { env, signal } = io;
  const findings = await examine({ env, places: placesFrom(env), owner: userName(), signal });
  if (options.json) printJson(io, { findings });
  else
    for (const { level, message, advice } of findings)
      print(io, `${MARKS[level]} ${message}${advice === undefined ? '' : `\n    ${advice}`}`);
  return findings.some(({ level }) => level === 'problem') ? EXIT.userCanFix : EXIT.fine;
}
