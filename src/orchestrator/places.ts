/** Where the program keeps things on this machine. Nothing of it is the state of a lab, which is in labels alone. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { labFolders, type LabFolders } from '../lab/place.ts';

export interface Places {
  /** The project's root: labs/ and images/ are in it. */
  root: string;
  /** Where labs that are named are searched. */
  labs: LabFolders;
  /** Locks and what was found out about kernels. */
  cacheDir: string;
  /** Data of the private engine. */
  engineDir: string;
  /** Its socket, pid and log: gone after a reboot, as the engine is. */
  runDir: string;
}

/** dist/orchestrator or src/orchestrator: two folders down from the root. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param env LAB_HOME moves everything that is kept to one folder */
export function placesFrom(env: NodeJS.ProcessEnv): Places {
  const home = env['LAB_HOME'] || undefined;
  return {
    root: ROOT,
    labs: labFolders(ROOT, env['LAB_PATH']),
    cacheDir:
      home !== undefined ? join(home, 'cache') : join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'lvs-lab'),
    engineDir: home !== undefined ? join(home, 'engine') : '/var/lib/lvs-lab/engine',
    runDir: home !== undefined ? join(home, 'run') : '/run/lvs-lab',
  };
}

export const engineSocket = ({ runDir }: Places): string => join(runDir, 'docker.sock');
