/** A submission of an instance as it is now. */
import type { Engine } from '../../orchestrator/engine.ts';
import type { Instance } from '../../orchestrator/instance.ts';
import { VERSION } from '../../util/version.ts';
import { packSubmission } from './archive.ts';
import { collectNode, type CollectedNode } from './collect.ts';
import { CURRENT_FORMAT, type SubmissionManifest, type SubmittedNode } from './manifest.ts';

export interface Gathered {
  /** Of each node, in the order of the instance. */
  nodes: [string, CollectedNode][];
  manifest: SubmissionManifest;
  /** The archive. */
  pack: () => Promise<Buffer>;
}

/** @throws LabError NODE_UNRESPONSIVE, NODE_NOT_RUNNING */
export async function gatherSubmission(
  engine: Engine,
  instance: Instance,
  student: string,
  signal: AbortSignal,
): Promise<Gathered> {
  const nodes = await Promise.all(
    instance.nodes.map(async (node): Promise<[string, CollectedNode]> => [
      node.name,
      await collectNode(engine, node, signal),
    ]),
  );
  const manifest: SubmissionManifest = {
    format: CURRENT_FORMAT,
    version: VERSION,
    lab: instance.lab,
    variant: instance.variant,
    manifest: instance.manifest,
    madeAt: new Date().toISOString(),
    student,
    nodes: Object.fromEntries(
      nodes.map(([node, { contents: _contents, ...work }]): [string, SubmittedNode] => [node, work]),
    ),
  };
  const contents = new Map(nodes.map(([node, work]) => [node, work.contents]));
  return { nodes, manifest, pack: () => packSubmission(manifest, contents) };
}
