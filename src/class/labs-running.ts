/** Which labs of a class run: a queue to start, saves, and an end for those that nobody looks at. */
import { readFile } from 'node:fs/promises';
import type { Context } from '../actions/context.ts';
import { restore } from '../actions/restore.ts';
import { readSubmission } from '../actions/submission/read.ts';
import { toSeed } from '../lab/variant.ts';
import { guidesOf } from '../server/open-page.ts';
import { Room } from '../server/room.ts';
import { LabError } from '../util/errors.ts';
import type { LoadedClass } from './load.ts';
import type { PlacedLab, Placing } from './placing.ts';
import { Seat } from './seat.ts';
import { instanceOf, type ClassState, type Place } from './state.ts';

/** `ahead`: how many start before it, those among them that are being started. */
export type LabStatus =
  | { is: 'stopped'; problem?: string }
  | { is: 'queued'; ahead: number }
  | { is: 'starting' }
  | { is: 'running'; restored: number | undefined };

const SAVE_MS = 60_000;
const MAX_LOOK_MS = 5000;
/** Whatever a record has in it, it does not hold a place in the queue for longer. */
const RESTORE_MS = 300_000;

const keyOf = ({ student, lab }: Place): string => `${lab}/${student}`;

export class LabsRunning {
  readonly #context: Context;
  readonly #class: LoadedClass;
  readonly #placing: Placing;
  readonly #state: ClassState;
  readonly #onTrouble: (text: string) => void;
  readonly #queue: Place[] = [];
  /** Keys of labs that are started or stopped at this moment. */
  readonly #moving = new Set<string>();
  readonly #seats = new Map<string, { place: Place; seat: Seat }>();
  readonly #problems = new Map<string, string>();
  readonly #work = new Set<Promise<void>>();
  #timers: NodeJS.Timeout[] = [];
  #isClosed = false;

  constructor(
    context: Context,
    loaded: LoadedClass,
    placing: Placing,
    state: ClassState,
    onTrouble: (text: string) => void,
  ) {
    this.#context = context;
    this.#class = loaded;
    this.#placing = placing;
    this.#state = state;
    this.#onTrouble = onTrouble;
  }

  /** Goes on with what a server that was killed left running. */
  async open(): Promise<void> {
    const running = new Set(await this.#placing.list(`${this.#class.class}-`));
    const places = this.#class.labs.flatMap(({ lab }) => this.#class.students.map(({ id }) => ({ student: id, lab })));
    for (const place of places) if (running.has(this.#placed(place).instance)) this.#queue.push(place);
    this.#pump();
    const lookMs = Math.min(MAX_LOOK_MS, (this.#class.idleMinutes * 60_000) / 4);
    this.#timers = [
      setInterval(() => this.#stopIdle(), lookMs),
      setInterval(() => this.#each((seat) => seat.save(), 'saving'), SAVE_MS),
    ];
  }

  status(place: Place): LabStatus {
    const key = keyOf(place);
    const seat = this.#seats.get(key)?.seat;
    if (seat && !this.#moving.has(key)) return { is: 'running', restored: seat.restored };
    if (this.#moving.has(key)) return { is: 'starting' };
    const at = this.#queue.findIndex((one) => keyOf(one) === key);
    if (at !== -1) return { is: 'queued', ahead: at };
    const problem = this.#problems.get(key);
    return problem === undefined ? { is: 'stopped' } : { is: 'stopped', problem };
  }

  seat(place: Place): Seat | undefined {
    return this.status(place).is === 'running' ? this.#seats.get(keyOf(place))?.seat : undefined;
  }

  /** To the end of the queue, unless it runs or waits already. */
  start(place: Place): void {
    if (this.#isClosed || this.status(place).is !== 'stopped') return;
    this.#problems.delete(keyOf(place));
    this.#queue.push(place);
    this.#pump();
  }

  /** The work as it is now, or as it was saved. @throws LabError INSTANCE_NOT_RUNNING when there is none */
  async handIn(place: Place): Promise<void> {
    const seat = this.seat(place);
    if (seat) return seat.handIn();
    if (this.status(place).is !== 'stopped' || (await this.#state.savedAt(place)) === undefined)
      throw new LabError('INSTANCE_NOT_RUNNING', `${place.lab} is not running, and no work is saved`);
    await this.#state.keepHandedIn(place, await readFile(this.#state.savedFile(place)));
  }

  /** Saves all work and stops all labs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#queue.length = 0;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.allSettled(this.#work);
    await Promise.allSettled([...this.#seats.values()].map(({ place, seat }) => this.#stop(place, seat)));
  }

  #placed(place: Place): PlacedLab {
    return { lab: place.lab, instance: instanceOf(this.#class.class, place) };
  }

  #trouble(place: Place, what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#onTrouble(`${place.student} ${place.lab}: ${what}: ${why}`);
  }

  #track(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  #each(work: (seat: Seat) => Promise<void>, what: string): void {
    for (const [key, { place, seat }] of this.#seats) {
      if (this.#moving.has(key)) continue;
      this.#track(work(seat).catch((error: unknown) => this.#trouble(place, what, error)));
    }
  }

  /** Those that are started or stopped count as running. */
  #pump(): void {
    const { running, starting } = this.#class.limits;
    while (this.#queue.length > 0 && this.#moving.size < starting) {
      const all = new Set([...this.#seats.keys(), ...this.#moving]);
      if (all.size >= running) return;
      const place = this.#queue.shift();
      if (!place) return;
      const key = keyOf(place);
      this.#moving.add(key);
      const work = this.#start(place)
        .catch(async (error: unknown) => {
          this.#problems.set(key, error instanceof Error ? error.message : String(error));
          this.#trouble(place, 'starting', error);
          await this.#removeHalf(place);
        })
        .finally(() => {
          this.#moving.delete(key);
          if (!this.#isClosed) this.#pump();
        });
      this.#track(work);
    }
  }

  /** What was half made does not stay beside the labs that are counted. */
  async #removeHalf(place: Place): Promise<void> {
    try {
      if (await this.#state.isUnfinished(place)) await this.#placing.release(this.#placed(place));
    } catch (error) {
      this.#trouble(place, 'removing', error);
    }
  }

  async #start(place: Place): Promise<void> {
    const placed = this.#placed(place);
    // It was killed while it was made, or its work done again: the saved work is whole.
    const isHalf = await this.#state.isUnfinished(place);
    if (isHalf) await this.#placing.release(placed);
    const isThere = !isHalf && (await this.#placing.list(placed.instance)).includes(placed.instance);
    if (!isThere) await this.#state.setUnfinished(place, true);
    const running = await this.#placing.place(placed, this.#class.variants ? toSeed(place.student) : undefined);
    let restored: number | undefined;
    if (!isThere && (await this.#state.savedAt(place)) !== undefined) {
      const { engine } = this.#context;
      const signal = AbortSignal.any([this.#context.signal, AbortSignal.timeout(RESTORE_MS)]);
      const path = this.#state.savedFile(place);
      const submission = await readSubmission({ name: place.student, path });
      restored = await restore({ engine, instance: running.instance, submission, signal });
    }
    await this.#state.setUnfinished(place, false);
    const { lab, instance } = running;
    const guides = await guidesOf(this.#context.places, { lab: lab.id, folder: lab.folder }, instance.variant);
    const room = new Room({ context: this.#context, lab, instance, guides });
    await room.prepare();
    const input = { context: this.#context, state: this.#state, place, running, room, restored };
    this.#seats.set(keyOf(place), { place, seat: new Seat(input) });
  }

  #stopIdle(): void {
    const limit = this.#class.idleMinutes * 60_000;
    for (const [key, { place, seat }] of this.#seats) {
      if (this.#moving.has(key) || seat.idleMs < limit) continue;
      this.#track(this.#stop(place, seat).catch((error: unknown) => this.#trouble(place, 'stopping', error)));
    }
  }

  /** What cannot be saved is not stopped. */
  async #stop(place: Place, seat: Seat): Promise<void> {
    const key = keyOf(place);
    this.#moving.add(key);
    try {
      if (seat.room.live.state !== 'gone') await seat.save();
      await seat.close();
      await this.#placing.release(this.#placed(place));
      this.#seats.delete(key);
    } finally {
      this.#moving.delete(key);
      if (!this.#isClosed) this.#pump();
    }
  }
}
