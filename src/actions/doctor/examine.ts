/** All that the doctor looks at, as findings: what needs no other thing is looked at at the same time. */
import { join } from 'node:path';
import { LabError } from '../../util/errors.ts';
import { loadLabCached } from '../../lab/cached.ts';
import type { KernelFeature } from '../../lab/features.ts';
import type { Lab } from '../../lab/lab.ts';
import { listPlaces } from '../../lab/place.ts';
import { connectEngine, engineAddress } from '../../orchestrator/connect.ts';
import type { Engine, EngineInfo } from '../../orchestrator/engine.ts';
import { imageSources } from '../../orchestrator/images.ts';
import { listInstances } from '../../orchestrator/instance.ts';
import { hostKernelFeatures } from '../../orchestrator/kernel-cache.ts';
import { listLocks } from '../../orchestrator/lock.ts';
import { LABEL } from '../../orchestrator/names.ts';
import type { Places } from '../../orchestrator/places.ts';
import { withTool } from '../../orchestrator/tool-container.ts';
import { bothSettled } from '../../util/settle.ts';
import { judgeAccess, observeAccess } from './access.ts';
import { judgeAddresses } from './addresses.ts';
import { demandOf } from './demand.ts';
import { judgeCache, judgeDisk, observeDisk } from './disk.ts';
import { judgeClock, judgeControlGroups, judgeEngine } from './engine.ts';
import type { Finding } from './finding.ts';
import { observeHost, type HostView } from './host-view.ts';
import { judgeImage, judgeOldImages } from './images.ts';
import { judgeInstances, judgeLocks } from './instances.ts';
import { judgeKernel, judgeLimits, judgeMemory } from './machine.ts';
import { judgeNodes } from './nodes.ts';
import { judgeTraffic } from './traffic.ts';
import { orRefusal, tryNodes, type Tried } from './try-nodes.ts';

export interface ExamineContext {
  env: NodeJS.ProcessEnv;
  places: Places;
  /** Login name of who asks. */
  owner: string;
  signal: AbortSignal;
}

/** What only a container can find out. */
interface Trials {
  features: KernelFeature[];
  host: HostView;
  tried: Tried;
}

/** All of it comes to an end before it throws, so that nothing is left behind. */
async function tryOut(
  { engine, info, image }: { engine: Engine; info: EngineInfo; image: string },
  { places: { cacheDir }, owner, signal }: ExamineContext,
): Promise<Trials> {
  const networks = await engine.networks();
  const spec = { use: 'doctor', image, network: 'host' as const, capabilities: ['NET_ADMIN', 'NET_RAW'] };
  const [features, [host, tried]] = await bothSettled(
    hostKernelFeatures({ engine, info, image, cacheDir, fresh: true, signal }),
    withTool(engine, spec, (container) =>
      bothSettled(
        observeHost(engine, container, signal),
        tryNodes({ engine, image, networks, cacheDir, owner, host: container, signal }),
      ),
    ),
  );
  return { features, host, tried };
}

/** Those whose files are there and right: `lab validate` is for the others. */
async function readLabs({ labs: folders, cacheDir }: Places): Promise<Map<string, Lab>> {
  const labs = await Promise.all(
    (await listPlaces(folders)).map(({ folder }) =>
      loadLabCached(folder, cacheDir).catch((error: unknown) => {
        if (error instanceof LabError) return undefined;
        throw error;
      }),
    ),
  );
  // Of two labs of one name, the first is the project's.
  return new Map(labs.flatMap((lab) => (lab ? [[lab.id, lab] as const] : [])).toReversed());
}

const trafficFindings = ({ tried: { frames }, host: { sysctls } }: Trials): Finding[] =>
  frames ? [judgeTraffic({ ...frames, bridgeCallsIptables: sysctls['net.bridge.bridge-nf-call-iptables'] === 1 })] : [];

async function examineEngine(context: ExamineContext, engine: Engine, host: string): Promise<Finding[]> {
  const { places } = context;
  const askedMs = Date.now();
  const info = await engine.info();
  const nowMs = (askedMs + Date.now()) / 2;
  const sources = await imageSources(join(places.root, 'images'));
  const tags = [sources.host.tag, sources.own.tag];
  const [labs, locks, instances, containers, networks, allImages, ...images] = await Promise.all([
    readLabs(places),
    listLocks(places.cacheDir),
    listInstances(engine),
    engine.containers(),
    engine.networks(),
    engine.images(LABEL.image),
    ...tags.map((tag) => engine.image(tag)),
  ]);
  const [nodeImage] = images;
  const attempt = nodeImage
    ? await orRefusal(tryOut({ engine, info, image: sources.host.tag }, context), context.signal)
    : undefined;
  const trials = attempt && 'done' in attempt ? attempt.done : undefined;
  const nodes = attempt && 'refusal' in attempt ? attempt.refusal : trials?.tried.nodes;
  const [dataDisk, cacheDisk] = await Promise.all([
    trials
      ? { freeBytes: trials.host.diskFreeBytes, inodesFree: trials.host.inodesFree }
      : host.startsWith('unix://')
        ? observeDisk(info.dataRoot)
        : undefined,
    observeDisk(places.cacheDir),
  ]);
  const demands = [...labs.values()].map((lab) => demandOf(lab, trials?.features ?? []));
  const memory = { totalBytes: info.memoryBytes, freeBytes: trials?.host.memoryFreeBytes, cpus: info.cpus };
  const docker = host === 'unix:///var/run/docker.sock' ? 'docker' : `docker -H ${host}`;
  return [
    judgeEngine(info, host),
    ...judgeClock(info, nowMs),
    ...judgeControlGroups(info),
    judgeNodes(nodes),
    ...(trials ? trafficFindings(trials) : []),
    ...(demands.length === 0 ? [] : [judgeAddresses(networks, demands), judgeMemory(memory, demands)]),
    ...(demands.length === 0 || !trials ? [] : [judgeLimits(trials.host, demands)]),
    ...(dataDisk ? [judgeDisk(dataDisk, info.dataRoot)] : []),
    ...(cacheDisk ? judgeCache(cacheDisk, places.cacheDir) : []),
    ...tags.map((tag, index) => judgeImage(tag, images[index], nowMs)),
    ...judgeOldImages(
      allImages,
      tags,
      containers.map(({ image }) => image),
      docker,
    ),
    judgeKernel(info.kernelVersion, trials?.features),
    ...judgeInstances(instances, { labs, locks, tags }),
    ...judgeLocks(locks),
  ];
}

const SOCKET = /^unix:\/\/(.+)$/;

/** No engine is a finding as well. */
async function judgeNoEngine({ code, message, hint }: LabError, host: string | undefined): Promise<Finding[]> {
  const engine: Finding = { id: 'engine', level: 'problem', message, ...(hint === undefined ? {} : { advice: hint }) };
  const socket = SOCKET.exec(host ?? '')?.[1];
  if (code !== 'ENGINE_REFUSED' || socket === undefined) return [engine];
  return [judgeAccess(await observeAccess(socket))];
}

/** @throws what is no LabError, and nothing else */
export async function examine(context: ExamineContext): Promise<Finding[]> {
  const { env, places, signal } = context;
  let host: string | undefined;
  try {
    host = engineAddress(env, places)?.host;
    const engine = await connectEngine(env, places);
    return await examineEngine(context, engine, host ?? '');
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LabError)) throw error;
    return judgeNoEngine(error, host);
  }
}
