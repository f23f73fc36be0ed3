/** The terminals of the page: one xterm each, which keeps its screen while another one is shown. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import { MAX_INPUT_LENGTH, MAX_UNACKNOWLEDGED } from '../contract/limits.ts';
import { send } from './socket.ts';

interface Screen {
  terminal: Terminal;
  fit: FitAddon;
  host: HTMLElement;
  isAttached: boolean;
  /** To be typed as soon as there is a prompt. */
  waiting: string[];
  hasOutput: boolean;
  /** Shown and not acknowledged yet, in UTF-16 code units. */
  shown: number;
  telling: ReturnType<typeof setTimeout> | undefined;
}

const ACKNOWLEDGED_AT_ONCE = MAX_UNACKNOWLEDGED / 4;
const ACKNOWLEDGED_AFTER_MS = 40;

const screens = new Map<string, Screen>();

/** The size that is being set is the server's: sent back, it would come into conflict with what another page has chosen since. */
let isFollowing = false;

const DARK: ITheme = {
  background: '#10161d',
  foreground: '#d7dee6',
  cursor: '#7fb2f0',
  cursorAccent: '#10161d',
  selectionBackground: '#33506f',
  black: '#39434e',
  red: '#ff8f85',
  green: '#74cf9d',
  yellow: '#f0c674',
  blue: '#7fb2f0',
  magenta: '#c9a6f0',
  cyan: '#6fcfdc',
  white: '#d7dee6',
  brightBlack: '#8a98a7',
  brightRed: '#ffaba3',
  brightGreen: '#95e0b6',
  brightYellow: '#ffdc96',
  brightBlue: '#a3c9f7',
  brightMagenta: '#dcc2f7',
  brightCyan: '#98e0ea',
  brightWhite: '#ffffff',
};
const LIGHT: ITheme = {
  background: '#fcfcfa',
  foreground: '#1d2733',
  cursor: '#1f5fae',
  cursorAccent: '#fcfcfa',
  selectionBackground: '#c4daf3',
  black: '#1d2733',
  red: '#b3261e',
  green: '#1f6b43',
  yellow: '#8a5a00',
  blue: '#1f5fae',
  magenta: '#6b4a9c',
  cyan: '#0f6674',
  white: '#5b6673',
  brightBlack: '#5b6673',
  brightRed: '#c2352b',
  brightGreen: '#267d4f',
  brightYellow: '#8a5a00',
  brightBlue: '#2b6fc4',
  brightMagenta: '#7d59b3',
  brightCyan: '#14788a',
  brightWhite: '#39434e',
};

const isDark = matchMedia('(prefers-color-scheme: dark)');
const theme = (): ITheme => (isDark.matches ? DARK : LIGHT);
isDark.addEventListener('change', () => {
  for (const { terminal } of screens.values()) terminal.options.theme = theme();
});

const ignore = (): boolean => true;

/** What programs ask of a terminal is answered by the server, once, however many pages show it. */
function answerNothing(terminal: Terminal): void {
  const { parser } = terminal;
  for (const id of [
    { final: 'c' },
    { prefix: '>', final: 'c' },
    { prefix: '=', final: 'c' },
    { final: 'n' },
    { prefix: '?', final: 'n' },
    { intermediates: '$', final: 'p' },
    { prefix: '?', intermediates: '$', final: 'p' },
  ])
    parser.registerCsiHandler(id, ignore);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, ignore);
  // Colours that are asked for or set, links, and the clipboard: not by what a machine prints.
  for (const code of [4, 8, 10, 11, 12, 52]) parser.registerOscHandler(code, ignore);
}

/** Ctrl-C copies only when something is selected; otherwise it is the shell's. The browser itself pastes. */
function keys(terminal: Terminal): void {
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown' || !event.ctrlKey || event.altKey || event.metaKey) return true;
    const key = event.key.toLowerCase();
    if (key === 'c' && terminal.hasSelection()) {
      void navigator.clipboard?.writeText(terminal.getSelection());
      terminal.clearSelection();
      event.preventDefault();
      return false;
    }
    return key !== 'v';
  });
}

/** A long paste goes in portions. */
function sendInput(id: string, data: string): void {
  for (let at = 0; at < data.length; at += MAX_INPUT_LENGTH) {
    send({ type: 'terminal-input', id, data: data.slice(at, at + MAX_INPUT_LENGTH) });
  }
}

export function screenOf(id: string): Screen {
  const known = screens.get(id);
  if (known) return known;
  const host = document.createElement('div');
  host.className = 'screen';
  const fit = new FitAddon();
  const terminal = new Terminal({
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
    fontSize: 13,
    scrollback: 2000,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    screenReaderMode: false,
    theme: theme(),
    linkHandler: null,
  });
  terminal.loadAddon(fit);
  terminal.open(host);
  answerNothing(terminal);
  keys(terminal);
  terminal.onData((data) => sendInput(id, data));
  terminal.onResize(({ cols, rows }) => {
    if (!isFollowing) send({ type: 'terminal-resize', id, columns: cols, rows });
  });
  const screen: Screen = {
    terminal,
    fit,
    host,
    isAttached: false,
    waiting: [],
    hasOutput: false,
    shown: 0,
    telling: undefined,
  };
  screens.set(id, screen);
  return screen;
}

export function attach(id: string): void {
  const screen = screenOf(id);
  if (screen.isAttached) return;
  screen.isAttached = true;
  send({ type: 'terminal-attach', id });
}

/** What has been shown is acknowledged in portions: the server takes so many messages a second. */
function acknowledge(id: string, length: number): void {
  const screen = screens.get(id);
  if (!screen) return;
  screen.shown += length;
  if (screen.shown >= ACKNOWLEDGED_AT_ONCE) tellShown(id, screen);
  else screen.telling ??= setTimeout(() => tellShown(id, screen), ACKNOWLEDGED_AFTER_MS);
}

function tellShown(id: string, screen: Screen): void {
  clearTimeout(screen.telling);
  screen.telling = undefined;
  send({ type: 'terminal-ack', id, length: screen.shown });
  screen.shown = 0;
}

export function terminalScreen(id: string, data: string, { columns, rows }: { columns: number; rows: number }): void {
  const screen = screenOf(id);
  const { terminal } = screen;
  terminal.reset();
  follow(terminal, { columns, rows });
  terminal.write(data, () => {
    acknowledge(id, data.length);
    fitScreen(id);
  });
  if (data !== '') ready(id);
}

export function terminalOutput(id: string, data: string): void {
  screenOf(id).terminal.write(data, () => acknowledge(id, data.length));
  ready(id);
}

export function terminalSize(id: string, size: { columns: number; rows: number }): void {
  const screen = screens.get(id);
  if (screen) follow(screen.terminal, size);
}

function follow(terminal: Terminal, { columns, rows }: { columns: number; rows: number }): void {
  isFollowing = true;
  terminal.resize(columns, rows);
  isFollowing = false;
}

export function terminalGone(id: string): void {
  screens.get(id)?.terminal.dispose();
  screens.get(id)?.host.remove();
  screens.delete(id);
}

/** After a connection that broke: what is still there is attached anew. */
export function terminalsAgain(known: ReadonlySet<string>): void {
  for (const [id, screen] of screens) {
    if (!known.has(id)) terminalGone(id);
    else if (screen.isAttached) send({ type: 'terminal-attach', id });
  }
}

export function fitScreen(id: string): void {
  const screen = screens.get(id);
  if (screen?.host.isConnected && screen.host.clientWidth > 0) screen.fit.fit();
}

export function focusScreen(id: string): void {
  screens.get(id)?.terminal.focus();
}

/** Types a text, without Enter behind it: several lines arrive as one paste, which the shell does not run by itself. */
export function typeInto(id: string, text: string, withEnter: boolean): void {
  const screen = screenOf(id);
  const typed = withEnter ? `${text}\n` : text;
  if (!screen.hasOutput) screen.waiting.push(typed);
  else typeNow(screen, id, typed);
}

function typeNow({ terminal }: Screen, id: string, typed: string): void {
  const withEnter = typed.endsWith('\n');
  terminal.paste(withEnter ? typed.slice(0, -1) : typed);
  if (withEnter) send({ type: 'terminal-input', id, data: '\r' });
  terminal.focus();
}

/** A shell that has printed something reads what is typed. Its prompt switches bracketed paste on, which is waited for. */
function ready(id: string): void {
  const screen = screenOf(id);
  if (screen.hasOutput) return;
  screen.hasOutput = true;
  setTimeout(() => {
    for (const text of screen.waiting.splice(0)) typeNow(screen, id, text);
  }, 150);
}
