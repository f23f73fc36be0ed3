import { join } from 'node:path';
import { openEach } from '../../lab/load.ts';
import type { Lab } from '../../lab/lab.ts';
import { badFolders, listPlaces } from '../../lab/place.ts';
import { connectEngine } from '../../orchestrator/connect.ts';
import { listInstances, type Instance } from '../../orchestrator/instance.ts';
import { placesFrom } from '../../orchestrator/places.ts';
import { LabError } from '../../util/errors.ts';
import { table } from '../../util/wrap.ts';
import { EXIT, inLanguage, languageOf, print, printError, printJson, type CommonOptions, type Io } from '../io.ts';
import { openLab } from '../session.ts';

/** The running instances; undefined if no engine responds, since labs can be listed without one. */
async function instances(io: Io): Promise<Instance[] | undefined> {
  try {
    return await listInstances(await connectEngine(io.env, placesFrom(io.env)));
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

const runningNodes = ({ nodes }: Instance): string =>
  `${nodes.filter(({ state }) => state === 'running').length}/${nodes.length}`;

export async function list(io: Io, options: CommonOptions): Promise<number> {
  const { labs: folders } = placesFrom(io.env);
  const [{ labs, errors }, running] = await Promise.all([
    listPlaces(folders).then((places) => openEach(places, (place) => openLab(io, place))),
    instances(io),
  ]);
  const language = languageOf(io, options);
  const isOwn = ({ id, folder }: Lab): boolean => folder === join(folders.own, id);
  const hasOthers = !labs.every(isOwn);
  if (options.json) {
    const rows = labs.map(({ id, folder, title, teaches, minutes, nodes }) => ({
      id,
      folder: folder ?? null,
      title,
      teaches,
      minutes,
      nodes: nodes.length,
    }));
    const copies = running?.map(({ name, lab, folder, owner, variant, nodes }) => ({
      name,
      lab,
      folder: folder ?? null,
      owner,
      variant: variant ?? null,
      nodes,
    }));
    const invalid = errors.map(({ lab, error: { code, message } }) => ({ lab, code, message }));
    printJson(io, { labs: inLanguage(rows, language), invalid, instances: copies ?? null });
    return EXIT.fine;
  }
  const heading =
    language === 'zh' ? ['实验', '标题', '节点', '分钟', '位置'] : ['LAB', 'TITLE', 'NODES', 'MINUTES', 'FOLDER'];
  print(
    io,
    table([
      heading.slice(0, hasOthers ? undefined : -1),
      ...labs.map((lab) => [
        lab.id,
        lab.title[language],
        String(lab.nodes.length),
        String(lab.minutes),
        ...(isOwn(lab) ? [] : [lab.folder ?? '']),
      ]),
    ]),
  );
  for (const { error } of errors) printError(io, `lab: ${error.message}`);
  for (const line of await badFolders(folders)) printError(io, `lab: ${line}`);
  if (running === undefined) print(io, '\n(no container engine answers: running instances are not shown)');
  else if (running.length > 0) {
    const rows = running.map((instance) => [
      instance.name,
      instance.lab,
      runningNodes(instance),
      instance.owner,
      instance.variant ?? '',
    ]);
    print(io, `\n${table([['RUNNING', 'LAB', 'NODES UP', 'OWNER', 'VARIANT'], ...rows])}`);
  }
  return EXIT.fine;
}
