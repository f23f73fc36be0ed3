/** Watching requests arrive at real servers that nobody sent for the sake of a check. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../orchestrator/engine.ts';
import type { Frame } from '../parsers/tcpdump.ts';
import { whileCapturing, type CaptureSpec } from './capture.ts';

export interface ArrivalSpec {
  address: string;
  port: number;
  seconds: number;
}

/** A client pushes the last segment of a request: a request that fits in one packet is one such frame. */
export const arrivalFilter = ({ address, port }: ArrivalSpec): string =>
  `dst host ${address} and tcp dst port ${port} and tcp[tcpflags] & tcp-push != 0`;

/** @returns what each door saw, in their order */
export async function watchArrivals(
  engine: Engine,
  doors: Omit<CaptureSpec, 'filter'>[],
  spec: ArrivalSpec,
  signal: AbortSignal,
): Promise<Frame[][]> {
  const captures = doors.map((door) => ({ ...door, filter: arrivalFilter(spec) }));
  const wait = (): Promise<void> => delay(spec.seconds * 1000, undefined, { signal });
  return (await whileCapturing(engine, captures, wait, signal)).frames;
}
