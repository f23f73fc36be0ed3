/** All terminals of an instance: opened on request, within limits, and ended with their shells. */
import { randomBytes } from 'node:crypto';
import { MAX_TERMINALS, MAX_TERMINALS_PER_NODE } from '../contract/limits.ts';
import type { TerminalView } from '../contract/views.ts';
import { LabError } from '../util/errors.ts';
import type { Engine } from '../orchestrator/engine.ts';
import { nodeHandle, type Instance, type NodeHandle } from '../orchestrator/instance.ts';
import { observeInNode, openInNode } from '../orchestrator/run-in-node.ts';
import { Terminal, type Size } from './terminal.ts';
import { hangUpCommand, shellCommand } from './terminal-script.ts';

const HANG_UP_MS = 5000;

const tooMany = (count: number, where: string): LabError =>
  new LabError('ARGUMENT_INVALID', `${where} has ${count} terminals, the most there may be: close one first`);

export interface TerminalsEvents {
  onEnded: (terminal: TerminalView) => void;
  onActivity: (node: string) => void;
}

export class Terminals {
  readonly #engine: Engine;
  readonly #instance: () => Instance;
  readonly #events: TerminalsEvents;
  /** Of this server, for its shells to be told from those that one left which was killed. */
  readonly #server = randomBytes(6).toString('hex');
  readonly #terminals = new Map<string, Terminal>();
  #opening = 0;
  #count = 0;

  constructor(engine: Engine, instance: () => Instance, events: TerminalsEvents) {
    this.#engine = engine;
    this.#instance = instance;
    this.#events = events;
  }

  get views(): TerminalView[] {
    return [...this.#terminals.values()].map(({ view }) => view);
  }

  find(id: string): Terminal | undefined {
    return this.#terminals.get(id);
  }

  /** @throws LabError ARGUMENT_INVALID above the limits, NODE_UNKNOWN, NODE_NOT_RUNNING */
  async open(name: string, size: Size): Promise<Terminal> {
    const node = nodeHandle(this.#instance(), name);
    const ofNode = [...this.#terminals.values()].filter(({ view }) => view.node === name);
    if (this.#terminals.size + this.#opening >= MAX_TERMINALS) throw tooMany(MAX_TERMINALS, 'the page');
    if (ofNode.length >= MAX_TERMINALS_PER_NODE) throw tooMany(MAX_TERMINALS_PER_NODE, name);
    this.#count += 1;
    const id = `t${this.#count}`;
    const key = `${this.#server}-${id}.`;
    this.#opening += 1;
    try {
      const exec = await openInNode(this.#engine, node, shellCommand(key), { tty: true });
      const numbers = new Set(ofNode.map(({ view }) => view.number));
      let number = 1;
      while (numbers.has(number)) number += 1;
      const view: TerminalView = { id, node: name, number };
      const terminal = new Terminal(view, key, exec, size, {
        onActivity: () => this.#events.onActivity(name),
        onEnded: () => {
          if (this.#terminals.get(id) === terminal) this.#events.onEnded(view);
        },
      });
      this.#terminals.set(id, terminal);
      return terminal;
    } finally {
      this.#opening -= 1;
    }
  }

  async close(id: string): Promise<void> {
    const terminal = this.#terminals.get(id);
    if (!terminal) return;
    this.#terminals.delete(id);
    if (terminal.view.exitCode === undefined) await this.#hangUp(terminal.view.node, terminal.key);
    terminal.dispose();
  }

  /** Ends all of them. */
  async closeAll(): Promise<void> {
    const nodes = new Set(this.views.filter(({ exitCode }) => exitCode === undefined).map(({ node }) => node));
    await Promise.all([...nodes].map((node) => this.#hangUp(node, this.#server)));
    for (const terminal of this.#terminals.values()) terminal.dispose();
    this.#terminals.clear();
  }

  /** Ends shells that a server left which was killed: an exec outlives its connection. */
  async sweep(): Promise<void> {
    const running = this.#instance().nodes.filter(({ state }) => state === 'running');
    await Promise.all(running.map(({ name }) => this.#hangUp(name, '')));
  }

  /** A node that is off or paused has nothing that could be ended; the shells go with its container. */
  async #hangUp(name: string, key: string): Promise<void> {
    const node: NodeHandle | undefined = this.#instance().nodes.find((one) => one.name === name);
    if (node?.state !== 'running') return;
    const options = { timeoutMs: HANG_UP_MS, what: 'the end of its terminals' };
    await observeInNode(this.#engine, node, hangUpCommand(key), options).catch((error: unknown) => {
      if (!(error instanceof LabError)) throw error;
    });
  }
}
