import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import { KERNEL_FEATURES } from '../../lab/features.ts';
import { connectEngine, engineAddress } from '../../orchestrator/connect.ts';
import type { Engine, EngineInfo } from '../../orchestrator/engine.ts';
import { imageSources } from '../../orchestrator/images.ts';
import { listInstances } from '../../orchestrator/instance.ts';
import { hostKernelFeatures } from '../../orchestrator/kernel-cache.ts';
import { placesFrom, type Places } from '../../orchestrator/places.ts';
import { EXIT, print, printJson, type CommonOptions, type Io } from '../io.ts';

interface Finding {
  id: string;
  level: 'ok' | 'note' | 'problem';
  message: string;
  /** What to do about it. */
  advice?: string;
}

const GIB = 1024 ** 3;
/** What six nodes take: a kernel of its own about 60 MiB, an ordinary node about 5 MiB. */
const MIB_PER_LAB = 100;

function engineFinding({ version, apiVersion, operatingSystem }: EngineInfo, host: string): Finding {
  return {
    id: 'engine',
    level: 'ok',
    message: `Docker ${version} (API ${apiVersion}) on ${operatingSystem}, at ${host}`,
  };
}

function memoryFinding({ memoryBytes, cpus }: EngineInfo): Finding {
  const labs = Math.floor(memoryBytes / 1024 ** 2 / MIB_PER_LAB);
  return {
    id: 'memory',
    level: labs < 2 ? 'problem' : 'ok',
    message: `${(memoryBytes / GIB).toFixed(1)} GiB and ${cpus} CPUs: room for about ${labs} labs`,
  };
}

/** Only where the engine's disk is this machine's. */
async function diskFinding({ dataRoot }: EngineInfo): Promise<Finding[]> {
  const disk = await statfs(dataRoot).catch(() => undefined);
  if (!disk) return [];
  const free = (disk.bavail * disk.bsize) / GIB;
  const message = `${free.toFixed(1)} GiB free where the engine keeps its data (${dataRoot})`;
  return [
    {
      id: 'disk',
      level: free < 2 ? 'problem' : 'ok',
      message,
      ...(free < 2 ? { advice: 'Free some space: building the images takes 1 GiB.' } : {}),
    },
  ];
}

async function imageFindings(
  engine: Engine,
  places: Places,
): Promise<{ findings: Finding[]; node: string | undefined }> {
  const sources = await imageSources(join(places.root, 'images'));
  const found = await Promise.all(
    [sources.host, sources.own].map(async ({ tag }) => ({ tag, image: await engine.image(tag) })),
  );
  const findings = found.map(({ tag, image }): Finding =>
    image
      ? { id: 'image', level: 'ok', message: `${tag} is built, ${(image.sizeBytes / 1e6).toFixed(0)} MB` }
      : {
          id: 'image',
          level: 'note',
          message: `${tag} is not built yet`,
          advice: '`lab start` builds it when it needs it, `lab image build` now.',
        },
  );
  return { findings, node: found[0]?.image ? sources.host.tag : undefined };
}

async function kernelFinding(
  engine: Engine,
  info: EngineInfo,
  image: string | undefined,
  places: Places,
  signal: AbortSignal,
): Promise<Finding> {
  if (image === undefined)
    return {
      id: 'kernel',
      level: 'note',
      message: `kernel ${info.kernelVersion}: not tried, the node image is not built yet`,
      advice: '`lab image build`',
    };
  const features = await hostKernelFeatures({ engine, info, image, cacheDir: places.cacheDir, fresh: true, signal });
  const missing = KERNEL_FEATURES.filter((feature) => !features.includes(feature));
  if (missing.length === 0)
    return { id: 'kernel', level: 'ok', message: `kernel ${info.kernelVersion} has ${features.join(', ')}` };
  return {
    id: 'kernel',
    level: 'note',
    message: `kernel ${info.kernelVersion} lacks ${missing.join(', ')}: nodes that need it boot a kernel of their own`,
    advice:
      'Nothing has to be done. For the host kernel, install the modules of your distribution and `modprobe ip_vs ipip xt_ipvs`.',
  };
}

async function instanceFindings(engine: Engine): Promise<Finding[]> {
  const instances = await listInstances(engine);
  return instances.map(({ name, lab, nodes, owner }): Finding => {
    const away = nodes.filter(({ state }) => state !== 'running');
    const message = `instance ${name} of ${lab} (${owner}): ${nodes.length} nodes${away.length === 0 ? '' : `, not running: ${away.map((node) => node.name).join(', ')}`}`;
    return away.length === 0
      ? { id: 'instance', level: 'ok', message }
      : {
          id: 'instance',
          level: 'note',
          message,
          advice: `\`lab start ${lab} --as ${name}\` repairs it, \`lab stop ${lab} --as ${name}\` removes it.`,
        };
  });
}

async function examine(io: Io): Promise<Finding[]> {
  const places = placesFrom(io.env);
  try {
    const engine = await connectEngine(io.env, places);
    const info = await engine.info();
    const { findings, node } = await imageFindings(engine, places);
    return [
      engineFinding(info, engineAddress(io.env, places)?.host ?? ''),
      memoryFinding(info),
      ...(await diskFinding(info)),
      ...findings,
      await kernelFinding(engine, info, node, places, io.signal),
      ...(await instanceFindings(engine)),
    ];
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return [
      {
        id: 'engine',
        level: 'problem',
        message: error.message,
        ...(error.hint === undefined ? {} : { advice: error.hint }),
      },
    ];
  }
}

const MARKS = { ok: '✔', note: '·', problem: '✘' };

export async function doctor(io: Io, options: CommonOptions): Promise<number> {
  const findings = await examine(io);
  if (options.json) printJson(io, { findings });
  else
    for (const { level, message, advice } of findings)
      print(io, `${MARKS[level]} ${message}${advice === undefined ? '' : `\n    ${advice}`}`);
  return findings.some(({ level }) => level === 'problem') ? EXIT.userCanFix : EXIT.fine;
}
