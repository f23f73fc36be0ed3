/** Names and labels on the engine. Labels are the only state: everything here can be read back from them. */
import type { Labels } from './engine.ts';

const PREFIX = 'lvs-lab';

export const LABEL = {
  lab: `${PREFIX}.lab`,
  /** Where the lab lies; absent: in the project's labs/. */
  folder: `${PREFIX}.folder`,
  instance: `${PREFIX}.instance`,
  node: `${PREFIX}.node`,
  network: `${PREFIX}.network`,
  /** Hash of what shapes the running network (see src/lab/hash.ts). */
  manifest: `${PREFIX}.manifest`,
  kernel: `${PREFIX}.kernel`,
  role: `${PREFIX}.role`,
  /** Seed of the variant; absent: the lab as it is written. */
  variant: `${PREFIX}.variant`,
  version: `${PREFIX}.version`,
  owner: `${PREFIX}.owner`,
  /** The process that made it (see src/orchestrator/processes.ts). */
  maker: `${PREFIX}.maker`,
  /** Hash of an image's sources. */
  image: `${PREFIX}.image`,
} as const;

/** Identifiers have no underscore, so that no two pairs make the same name. */
const joined = (instance: string, name: string): string => `${PREFIX}_${instance}_${name}`;

export const containerName = (instance: string, node: string): string => joined(instance, node);
export const networkName = (instance: string, network: string): string => joined(instance, network);

export interface InstanceLabels {
  lab: string;
  instance: string;
  manifest: string;
  version: string;
  /** Login name of who started it. */
  owner: string;
  /** See LABEL.maker. */
  maker?: string | undefined;
  variant?: string | undefined;
  /** See LABEL.folder. */
  folder?: string | undefined;
}

export const instanceLabels = ({
  lab,
  instance,
  manifest,
  version,
  owner,
  maker,
  variant,
  folder,
}: InstanceLabels): Labels => ({
  [LABEL.lab]: lab,
  [LABEL.instance]: instance,
  [LABEL.manifest]: manifest,
  [LABEL.version]: version,
  [LABEL.owner]: owner,
  ...(maker !== undefined && { [LABEL.maker]: maker }),
  ...(variant !== undefined && { [LABEL.variant]: variant }),
  ...(folder !== undefined && { [LABEL.folder]: folder }),
});
