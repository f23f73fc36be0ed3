/** What the server says goes into the store; the connection is opened again when it breaks. */
import { MAX_COLUMNS, MAX_ROWS } from '../contract/limits.ts';
import type { ServerMessage } from '../contract/messages.ts';
import { directors, failover } from './failover.tsx';
import { faults, work } from './lab-work.tsx';
import { openSocket, send } from './socket.ts';
import * as store from './store.ts';
import { terminalGone, terminalOutput, terminalScreen, terminalSize, terminalsAgain } from './screens.ts';

const AGAIN_MS = [300, 1000, 2000, 4000];

let tries = 0;

type Verdicts = Extract<ServerMessage, { type: 'verdicts' }>;

function takeVerdicts({ checks, steps, points, maxPoints, cause }: Omit<Verdicts, 'type'>): void {
  store.checks.value = checks;
  store.steps.value = steps;
  store.points.value = { points, maxPoints };
  store.cause.value = cause;
}

function showTerminal(id: string): void {
  const others = store.panes.value.filter((one) => one !== store.active.value);
  store.panes.value = store.panes.value.length > 1 ? [...others.slice(-1), id] : [id];
  store.active.value = id;
}

function removeTerminal(id: string): void {
  store.terminals.value = store.terminals.value.filter((one) => one.id !== id);
  const left = store.panes.value.filter((one) => one !== id);
  const last = store.terminals.value.at(-1)?.id;
  store.panes.value = left.length > 0 || last === undefined ? left : [last];
  if (store.active.value === id) store.active.value = store.panes.value.at(-1);
  terminalGone(id);
}

function hello(message: Extract<ServerMessage, { type: 'hello' }>): void {
  store.lab.value = message.lab;
  store.guides.value = message.guides;
  store.machines.value = new Map(message.machines.map((one) => [one.name, one]));
  store.terminals.value = message.terminals;
  store.run.value = message.run;
  work.value = message.work;
  directors.value = message.directors;
  failover.value = message.failover;
  faults.value = message.faults;
  store.instanceState.value = 'running';
  takeVerdicts(message);
  const known = new Set(message.terminals.map(({ id }) => id));
  const shown = store.panes.value.filter((id) => known.has(id));
  const last = message.terminals.at(-1)?.id;
  store.panes.value = shown.length > 0 || last === undefined ? shown : [last];
  store.active.value = store.panes.value.at(-1);
  store.link.value = 'open';
  tries = 0;
  terminalsAgain(known);
}

function take(message: ServerMessage): void {
  switch (message.type) {
    case 'hello':
      return hello(message);
    case 'machine':
      store.machines.value = new Map(store.machines.value).set(message.machine.name, message.machine);
      return;
    case 'verdicts':
      return takeVerdicts(message);
    case 'run':
      store.run.value = message.run;
      return;
    case 'work':
      work.value = message.work;
      return;
    case 'faults':
      faults.value = message.faults;
      return;
    case 'failover':
      failover.value = message.failover;
      return;
    case 'terminal-opened':
      store.terminals.value = [...store.terminals.value, message.terminal];
      if (message.mine || store.panes.value.length === 0) showTerminal(message.terminal.id);
      return;
    case 'terminal-ended':
      store.terminals.value = store.terminals.value.map((one) =>
        one.id === message.terminal.id ? message.terminal : one,
      );
      return;
    case 'terminal-closed':
      return removeTerminal(message.id);
    case 'terminal-screen':
      return terminalScreen(message.id, message.data, message);
    case 'terminal-output':
      return terminalOutput(message.id, message.data);
    case 'terminal-size':
      return terminalSize(message.id, message);
    case 'instance':
      store.instanceState.value = message.state;
      return;
    case 'notice':
      store.notice.value = message.text;
      return;
    case 'problem':
      store.problem.value = message.text;
      return;
  }
}

export function connect(): void {
  openSocket(take, () => {
    store.link.value = 'lost';
    setTimeout(connect, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)]);
    tries += 1;
  });
}

/** Of a character of the terminals, in pixels, until one is shown and measured. */
const CHARACTER = { width: 7.83, height: 15 };

/** Opens it as large as it will be shown: a shell that is told later draws its first lines at another width. */
export function openTerminal(node: string): void {
  const place = document.querySelector('.panes');
  const count = Math.max(1, store.panes.value.length);
  const columns = Math.floor(((place?.clientWidth ?? 640) / count - 24) / CHARACTER.width);
  const rows = Math.floor(((place?.clientHeight ?? 360) - 8) / CHARACTER.height);
  send({ type: 'terminal-open', node, columns: clamp(columns, MAX_COLUMNS), rows: clamp(rows, MAX_ROWS) });
}

const clamp = (size: number, most: number): number => Math.max(10, Math.min(most, size));

export function showExisting(id: string): void {
  if (store.panes.value.includes(id)) store.active.value = id;
  else showTerminal(id);
}
