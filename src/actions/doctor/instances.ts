/** What runs, and what is stale: half gone, made from other files or by another version, or left behind. Pure. */
import { manifestHash } from '../../lab/hash.ts';
import type { Lab } from '../../lab/lab.ts';
import { inVariant } from '../../lab/variant.ts';
import type { Instance } from '../../orchestrator/instance.ts';
import type { Lock } from '../../orchestrator/lock.ts';
import { LABEL } from '../../orchestrator/names.ts';
import { VERSION } from '../../util/version.ts';
import { plural, type Finding } from './finding.ts';
import { PROBE_LAB_ID } from './probe-lab.ts';

export interface InstanceContext {
  /** By id, those whose files are there and right. */
  labs: Map<string, Lab>;
  locks: Lock[];
  /** Tags of the images of this version. */
  tags: string[];
}

interface Trouble {
  what: string;
  /** Whether `lab start` mends it. */
  starts: boolean;
}

function nodesTrouble({ nodes, variant }: Instance, lab: Lab | undefined): Trouble[] {
  if (nodes.length === 0) return [{ what: 'nothing but its networks is left', starts: true }];
  const expected = lab ? inVariant(lab, variant).nodes.map(({ name }) => name) : [];
  const gone = expected.filter((name) => !nodes.some((node) => node.name === name));
  const away = nodes.filter(({ state }) => state !== 'running');
  return [
    ...(gone.length === 0 ? [] : [{ what: `gone: ${gone.join(', ')}`, starts: true }]),
    ...(away.length === 0 ? [] : [{ what: `not running: ${away.map(({ name }) => name).join(', ')}`, starts: true }]),
  ];
}

function originTrouble(instance: Instance, lab: Lab | undefined, tags: string[]): Trouble[] {
  const { manifest, variant, nodes, containers, networks } = instance;
  if (!lab) return [{ what: `its file labs/${instance.lab}/lab.yaml is gone, or has mistakes`, starts: false }];
  const version = [...containers, ...networks][0]?.labels[LABEL.version] ?? VERSION;
  const isOlder = nodes.some(({ image }) => !tags.includes(image));
  return [
    ...(manifestHash(inVariant(lab, variant)) === manifest
      ? []
      : [{ what: `made from another version of labs/${lab.id}/lab.yaml`, starts: false }]),
    ...(version === VERSION ? [] : [{ what: `made by version ${version}, this is ${VERSION}`, starts: false }]),
    ...(isOlder ? [{ what: 'its nodes have images of another version', starts: false }] : []),
  ];
}

function adviceFor({ name, lab }: Instance, isKnown: boolean, troubles: Trouble[]): string {
  const which = name === lab ? lab : `${lab} --as ${name}`;
  const stop = `\`lab stop ${which}\` removes it`;
  if (troubles.every(({ starts }) => starts)) return `\`lab start ${which}\` repairs it, ${stop}.`;
  return isKnown ? `\`lab reset ${which}\` builds it anew, and loses what was done in it; ${stop}.` : `${stop}.`;
}

/** A network that was made to try things out: it only matters when the doctor that made it is gone. */
function judgeProbe(instance: Instance): Finding[] {
  return [
    {
      id: 'instance',
      level: 'note',
      message: `${instance.name}: a \`lab doctor\` that was killed left it`,
      advice: `\`lab stop ${PROBE_LAB_ID} --as ${instance.name}\` removes it.`,
    },
  ];
}

function judgeInstance(instance: Instance, { labs, locks, tags }: InstanceContext): Finding[] {
  const { name, lab: labId, nodes, owner } = instance;
  const holder = locks.find((lock) => lock.instance === name)?.holder;
  if (labId === PROBE_LAB_ID) return holder ? [] : judgeProbe(instance);
  const known = `instance ${name} of ${labId} (${owner}): ${plural(nodes.length, 'node')}`;
  if (holder) {
    const message = `${known}; \`lab ${holder.command}\` (process ${holder.pid}) is at work on it`;
    return [{ id: 'instance', level: 'ok', message }];
  }
  const lab = labs.get(labId);
  const troubles = [...nodesTrouble(instance, lab), ...originTrouble(instance, lab, tags)];
  if (troubles.length === 0) return [{ id: 'instance', level: 'ok', message: known }];
  const message = `${known}; ${troubles.map(({ what }) => what).join('; ')}`;
  return [{ id: 'instance', level: 'note', message, advice: adviceFor(instance, lab !== undefined, troubles) }];
}

export const judgeInstances = (instances: Instance[], context: InstanceContext): Finding[] =>
  instances.flatMap((instance) => judgeInstance(instance, context));

export function judgeLocks(locks: Lock[]): Finding[] {
  const left = locks.filter(({ holder }) => holder === undefined).map(({ instance }) => instance);
  if (left.length === 0) return [];
  return [
    {
      id: 'lock',
      level: 'note',
      message: `${plural(left.length, 'lock')} of commands that were killed: ${left.join(', ')}`,
      advice: 'Nothing has to be done: the next command on such an instance takes its lock over.',
    },
  ];
}
