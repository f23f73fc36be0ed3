/** A terminal that lives on the server: its screen is kept here, so that a reload or a second page loses nothing. */
import { StringDecoder } from 'node:string_decoder';
import { SerializeAddon } from '@xterm/addon-serialize';
import xterm from '@xterm/headless';
import { MAX_UNACKNOWLEDGED, SCROLLBACK_LINES } from '../contract/limits.ts';
import type { TerminalView } from '../contract/views.ts';
import type { RunningExec } from '../orchestrator/engine.ts';

/** A page that acknowledges nothing for so long no longer holds the others up: it gets the screen anew when it does. */
const STALLED_MS = 3000;
/** What is printed for so long after a command was sent may be its end; a program that goes on printing changes nothing by that. */
const COMMAND_MS = 10_000;

export interface Size {
  columns: number;
  rows: number;
}

export interface Viewer {
  screen: (data: string, size: Size) => void;
  output: (data: string) => void;
  resized: (size: Size) => void;
}

interface Viewing {
  unacknowledged: number;
  /** It has missed output. */
  isBehind: boolean;
}

export interface TerminalEvents {
  /** Something was printed after the user had sent a command. */
  onActivity: () => void;
  onEnded: (exitCode: number | undefined) => void;
}

export class Terminal {
  readonly view: TerminalView;
  /** The processes of its shell are told by it. */
  readonly key: string;
  readonly #exec: RunningExec;
  readonly #screen: xterm.Terminal;
  readonly #serializer = new SerializeAddon();
  readonly #viewers = new Map<Viewer, Viewing>();
  readonly #events: TerminalEvents;
  readonly #decoder = new StringDecoder('utf8');
  #size: Size;
  #pending = 0;
  #stalled: NodeJS.Timeout | undefined;

  constructor(view: TerminalView, key: string, exec: RunningExec, size: Size, events: TerminalEvents) {
    this.view = view;
    this.key = key;
    this.#exec = exec;
    this.#size = size;
    this.#events = events;
    const { columns: cols, rows } = size;
    this.#screen = new xterm.Terminal({ cols, rows, scrollback: SCROLLBACK_LINES, allowProposedApi: true });
    this.#screen.loadAddon(this.#serializer);
    // Programs ask the terminal what it is. It is answered here, once, however many pages show it.
    this.#screen.onData((answer) => void exec.stdin.write(answer));
    exec.stdin.on('error', () => {});
    exec.stdout.on('data', (chunk: Buffer) => this.#print(this.#decoder.write(chunk)));
    void exec.resize(size.columns, size.rows);
    exec.exitCode.then(
      (exitCode) => this.#end(exitCode),
      () => this.#end(undefined),
    );
  }

  /** From now on; begins with the whole screen. */
  attach(viewer: Viewer): void {
    if (this.#viewers.has(viewer)) return;
    this.#viewers.set(viewer, { unacknowledged: 0, isBehind: true });
    this.#catchUp(viewer);
  }

  detach(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    this.#flow();
  }

  type(data: string): void {
    if (this.view.exitCode !== undefined) return;
    this.#exec.stdin.write(data);
    // eslint-disable-next-line no-control-regex
    if (/[\r\n\u0003\u0004]/.test(data)) this.#commandAt = performance.now();
  }
  #commandAt = -Infinity;

  resize(size: Size, by: Viewer): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#screen.resize(size.columns, size.rows);
    void this.#exec.resize(size.columns, size.rows);
    for (const viewer of this.#viewers.keys()) if (viewer !== by) viewer.resized(size);
  }

  acknowledge(viewer: Viewer, length: number): void {
    const viewing = this.#viewers.get(viewer);
    if (!viewing) return;
    viewing.unacknowledged = Math.max(0, viewing.unacknowledged - length);
    if (viewing.isBehind && viewing.unacknowledged === 0) this.#catchUp(viewer);
    this.#flow();
  }

  /** Its shell must have been ended by whoever calls. */
  dispose(): void {
    clearTimeout(this.#stalled);
    this.#viewers.clear();
    this.#exec.stdin.destroy();
    this.#screen.dispose();
  }

  #print(text: string): void {
    this.#pending += text.length;
    this.#screen.write(text, () => {
      this.#pending -= text.length;
      for (const [viewer, viewing] of this.#viewers) {
        if (viewing.isBehind) continue;
        viewing.unacknowledged += text.length;
        viewer.output(text);
      }
      this.#flow();
    });
    this.#flow();
    if (performance.now() - this.#commandAt < COMMAND_MS) this.#events.onActivity();
  }

  /** What was written before is on the screen when the callback comes, and nothing of what is written after. */
  #catchUp(viewer: Viewer): void {
    this.#screen.write('', () => {
      const viewing = this.#viewers.get(viewer);
      if (!viewing) return;
      const data = this.#serializer.serialize({ scrollback: SCROLLBACK_LINES });
      viewing.isBehind = false;
      viewing.unacknowledged += data.length;
      viewer.screen(data, this.#size);
    });
  }

  /** Holds the program back while a page has more to show than it may, or the screen here has. */
  #flow(): void {
    const isFull =
      this.#pending > MAX_UNACKNOWLEDGED ||
      [...this.#viewers.values()].some(
        ({ unacknowledged, isBehind }) => !isBehind && unacknowledged > MAX_UNACKNOWLEDGED,
      );
    if (!isFull) {
      clearTimeout(this.#stalled);
      this.#stalled = undefined;
      this.#exec.stdout.resume();
      return;
    }
    this.#exec.stdout.pause();
    this.#stalled ??= setTimeout(() => {
      this.#stalled = undefined;
      for (const viewing of this.#viewers.values()) {
        if (viewing.unacknowledged > MAX_UNACKNOWLEDGED) viewing.isBehind = true;
      }
      this.#flow();
    }, STALLED_MS);
  }

  #end(exitCode: number | undefined): void {
    this.view.exitCode = exitCode ?? -1;
    this.#events.onEnded(exitCode);
  }
}
