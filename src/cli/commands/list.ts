import { listLabs, openEach } from '../../lab/load.ts';
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
  const [{ labs, errors }, running] = await Promise.all([
    listLabs(placesFrom(io.env).root).then((ids) => openEach(ids, (id) => openLab(io, id))),
    instances(io),
  ]);
  const language = languageOf(io, options);
  if (options.json) {
    const rows = labs.map(({ id, title, teaches, minutes, nodes }) => ({
      id,
      title,
      teaches,
      minutes,
      nodes: nodes.length,
    }));
    const copies = running?.map(({ name, lab, owner, variant, nodes }) => ({
      name,
      lab,
      owner,
      variant: variant ?? null,
      nodes,
    }));
    const invalid = errors.map(({ lab, error: { code, message } }) => ({ lab, code, message }));
    printJson(io, { labs: inLanguage(rows, language), invalid, instances: copies ?? null });
    return EXIT.fine;
  }
  const heading = language === 'zh' ? ['实验', '标题', '节点', '分钟'] : ['LAB', 'TITLE', 'NODES', 'MINUTES'];
  print(
    io,
    table([
      heading,
      ...labs.map(({ id, title, nodes, minutes }) => [id, title[language], String(nodes.length), String(minutes)]),
    ]),
  );
  for (const { error } of errors) printError(io, `lab: ${error.message}`);
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
