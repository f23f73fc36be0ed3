/** One real request, told hop by hop. */
import type { Request } from '../lab/checks/common.ts';
import { causeOfRequest } from '../diagnosis/find-cause.ts';
import type { BrokenHop } from '../diagnosis/walk.ts';
import { whyHere, type Why } from '../diagnosis/why-here.ts';
import { storyOf, type StoryHop, type StoryPacket } from '../models/story.ts';
import { hasPage, type HttpResult } from '../probes/http-result.ts';
import { InstanceProbes } from '../probes/run-probes.ts';
import { LabNodes } from '../probes/lab-nodes.ts';
import { runTold } from '../probes/run-told.ts';
import { takeSnapshot } from '../probes/take-snapshot.ts';
import type { Context } from './context.ts';
import { requireAllNodes, type Running } from './open.ts';

export interface ToldHop extends StoryHop {
  /** From a look at the nodes after the request. */
  why: Why[];
}

export interface Story {
  request: Request;
  /** As it was asked: a URL, or an address. */
  target: string;
  isAnswered: boolean;
  result: HttpResult | undefined;
  packets: (Omit<StoryPacket, 'hops'> & { hops: ToldHop[] })[];
  /** Of a request without an answer, where it can be said. */
  cause: BrokenHop | undefined;
}

export interface StoryInput extends Running {
  request: Request;
  target: string;
}

/** @throws LabError NODE_NOT_RUNNING, CAPTURE_FAILED, and when something cannot be observed */
export async function story(context: Context, input: StoryInput): Promise<Story> {
  const { engine, signal } = context;
  const { lab, instance, request, target } = input;
  const { from, address, port } = request;
  requireAllNodes(input);
  context.emit({ type: 'observing', instance: instance.name });
  const before = await takeSnapshot(engine, instance.nodes, signal);
  const nodes = new LabNodes(engine, lab, instance, before, signal);
  const { result, sightings } = await runTold(engine, nodes, { from, address, target, snapshot: before }, signal);
  // The ARP entries that decided are there once it was sent.
  const snapshot = await takeSnapshot(engine, instance.nodes, signal);
  const packets = storyOf(sightings, { client: from, address, port }).map((packet) => ({
    ...packet,
    hops: packet.hops.map((hop, index) => ({ ...hop, why: whyHere(snapshot, hop, packet.hops[index - 1]) })),
  }));
  const isAnswered = result !== undefined && (port === undefined ? result.exitCode === 0 : hasPage(result));
  const probes = new InstanceProbes(engine, lab, instance, snapshot, signal);
  const cause = isAnswered ? undefined : await causeOfRequest(request, { lab, snapshot, probes });
  return { request, target, isAnswered, result, packets, cause };
}
