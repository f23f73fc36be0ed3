/** A long-lived observer of one node: begun again when it ends, for as long as the page wants it. */
import type { Engine, RunningExec } from '../orchestrator/engine.ts';
import type { NodeHandle } from '../orchestrator/instance.ts';
import { watchInNode } from '../orchestrator/run-in-node.ts';
import { logged } from '../util/log.ts';
import { OBSERVER, SILENCE_S } from './observer-script.ts';
import { nodeFrom, PartReader, type NodeSeen } from './parts.ts';

const ALIVE_MS = (SILENCE_S * 1000) / 4;
const AGAIN_MS = 1000;
const END_MS = 1500;
/** Looks that are asked for within this time are one. */
const TOGETHER_MS = 25;

export interface ObserverEvents {
  /** undefined: it tells nothing any more. */
  onSeen: (seen: NodeSeen | undefined) => void;
}

export class Observer {
  readonly #engine: Engine;
  readonly #node: NodeHandle;
  readonly #events: ObserverEvents;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #running: RunningExec | undefined;
  #asked: NodeJS.Timeout | undefined;

  constructor(engine: Engine, node: NodeHandle, events: ObserverEvents) {
    this.#engine = engine;
    this.#node = node;
    this.#events = events;
    this.#ended = this.#observe();
  }

  /** Asks for everything to be looked at now, because something may have changed. */
  look(): void {
    this.#asked ??= setTimeout(() => {
      this.#asked = undefined;
      this.#running?.stdin.write('look\n');
    }, TOGETHER_MS);
  }

  /** Resolves when its program has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#asked);
    const running = this.#running;
    running?.stdin.end();
    // A paused node ends nothing.
    const forced = setTimeout(() => void running?.stdin.destroy(), END_MS);
    await this.#ended.finally(() => clearTimeout(forced));
  }

  async #observe(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#once();
      } catch (error) {
        // The node is booting or gone, its observer was killed, or printed what it never prints: it is begun anew.
        logged(`the observer of ${this.#node.name} is begun anew`)(error);
      }
      if (signal.aborted) return;
      this.#events.onSeen(undefined);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, AGAIN_MS);
        signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      });
    }
  }

  async #once(): Promise<void> {
    const running = await watchInNode(this.#engine, this.#node, OBSERVER);
    this.#running = running;
    if (this.#stop.signal.aborted) running.stdin.end();
    running.stderr.resume();
    running.stdin.on('error', () => {});
    const reader = new PartReader();
    const alive = setInterval(() => void running.stdin.write('alive\n'), ALIVE_MS);
    try {
      for await (const chunk of running.stdout) {
        if (reader.take(chunk as Buffer) && !this.#stop.signal.aborted) this.#events.onSeen(nodeFrom(reader.parts));
      }
    } finally {
      clearInterval(alive);
      this.#running = undefined;
      running.stdin.end();
      running.stdin.destroy();
    }
  }
}
