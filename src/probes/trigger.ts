/** Breaking a director in one of the ways that machines break, and mending it. */
import { logged } from '../util/log.ts';
import { LabError } from '../util/errors.ts';
import type { ServerFailure } from '../models/server-failure.ts';
import type { Trigger } from '../models/vrrp.ts';
import { awaitReady } from '../orchestrator/await-ready.ts';
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { openInNode, runInNode } from '../orchestrator/run-in-node.ts';
import { startTool } from '../orchestrator/tool-container.ts';
import { CABLE_SCRIPT, KILL_SCRIPT, LINK_SCRIPT, PEER_SCRIPT, SERVICE_SCRIPT, STOP_SCRIPT } from './trigger-scripts.ts';
import { within } from './within.ts';

/** Stopping keepalived or a web server in order takes seconds, and so does starting it again. */
const HOLD_MS = 30_000;
const MEND_MS = 60_000;

/** Mends what was broken. Never interrupted: a lab must not be left broken. */
export type Mend = () => Promise<void>;

/**
 * Waits for a script of trigger-scripts.ts to say that it holds. @returns what lets it go
 * @throws LabError NODE_UNRESPONSIVE; the Mend too: what is started may be a student's, and need not end
 */
async function hold({ patience }: Engine, node: NodeHandle, running: RunningExec): Promise<Mend> {
  let complaints = '';
  running.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const held = new Promise<void>((resolve, reject) => {
    running.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('held')) resolve();
    });
    const failed = (): void =>
      reject(
        new LabError('NODE_UNRESPONSIVE', `${node.name} could not be broken: ${complaints.trim() || 'no reason'}`),
      );
    running.exitCode.then(failed, failed);
  });
  // The end of its input is what mends.
  const letGo = async (): Promise<void> => {
    running.stdin.end();
    const mended = within(running.exitCode, MEND_MS * patience, `${node.name}: mending it`);
    await mended.finally(() => running.stdin.destroy());
  };
  try {
    await within(held, HOLD_MS * patience, `${node.name}: breaking it`);
  } catch (error) {
    await letGo().catch(logged(`${node.name}: what was broken is not mended`));
    throw error;
  }
  return letGo;
}

const shell = (script: string, ...words: string[]): string[] => ['/bin/sh', '-c', script, 'sh', ...words];

async function killNode(engine: Engine, node: NodeHandle): Promise<Mend> {
  const { exitCode, stderr } = await runInNode(engine, node, ['/usr/lib/lab/save-state']);
  if (exitCode !== 0) {
    throw new LabError('NODE_UNRESPONSIVE', `the state of ${node.name} could not be saved: ${stderr.trim()}`);
  }
  await engine.killContainer(node.container);
  return async () => {
    await engine.startContainer(node.container);
    await awaitReady(engine, node);
  };
}

async function pauseNode(engine: Engine, node: NodeHandle): Promise<Mend> {
  await engine.pauseContainer(node.container);
  return () => engine.unpauseContainer(node.container);
}

/** The bridge is the engine's: a container in the engine's own network, with nothing but NET_ADMIN, switches its port. */
async function cutCable(engine: Engine, node: NodeHandle, device: string): Promise<Mend> {
  const peer = await engine.exec(node.container, shell(PEER_SCRIPT, device));
  const cutter = await startTool(engine, {
    use: 'cable',
    image: node.image,
    network: 'host',
    capabilities: ['NET_ADMIN'],
  });
  try {
    const command = shell(CABLE_SCRIPT, peer.stdout.trim());
    const plug = await hold(engine, node, await engine.open(cutter.container, command, { tty: false }));
    return async () => {
      await plug();
      await cutter.remove();
    };
  } catch (error) {
    await cutter.remove();
    throw error;
  }
}

/** @param device the interface of the network that the failover is about */
export async function pull(engine: Engine, node: NodeHandle, trigger: Trigger, device: string): Promise<Mend> {
  // Without a signal: an interrupt must mend, which needs the connection.
  const inNode = async (command: string[]): Promise<Mend> =>
    hold(engine, node, await openInNode(engine, node, command, { tty: false }));
  const ways: Record<Trigger, () => Promise<Mend>> = {
    stop: () => inNode(shell(STOP_SCRIPT)),
    kill: () => inNode(shell(KILL_SCRIPT)),
    link: () => inNode(shell(LINK_SCRIPT, device)),
    cable: () => cutCable(engine, node, device),
    node: () => killNode(engine, node),
    pause: () => pauseNode(engine, node),
  };
  return ways[trigger]();
}

/** The web server of the lab's real servers. */
const WEB_SERVER = 'nginx';

export const failServer = async (
  engine: Engine,
  node: NodeHandle,
  failure: ServerFailure,
  device: string,
): Promise<Mend> =>
  failure === 'silence'
    ? cutCable(engine, node, device)
    : hold(engine, node, await openInNode(engine, node, shell(SERVICE_SCRIPT, WEB_SERVER), { tty: false }));
