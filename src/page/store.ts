/** What the page knows, as signals: whatever shows one is drawn anew when it changes. */
import { signal } from '@preact/signals';
import type { RunView } from '../contract/messages.ts';
import type { CauseView, CheckView, LabView, MachineView, Section, StepView, TerminalView } from '../contract/views.ts';

export { language, setLanguage, words } from './language.ts';

export type Link = 'connecting' | 'open' | 'lost';
export const link = signal<Link>('connecting');
export const instanceState = signal<'running' | 'gone' | 'unreachable'>('running');

export const lab = signal<LabView | undefined>(undefined);
export const guides = signal<{ zh: Section[]; en: Section[] }>({ zh: [], en: [] });
export const machines = signal<ReadonlyMap<string, MachineView>>(new Map());

export const checks = signal<CheckView[]>([]);
export const steps = signal<StepView[]>([]);
export const points = signal({ points: 0, maxPoints: 0 });
export const cause = signal<CauseView | null>(null);
export const run = signal<RunView | null>(null);

export const terminals = signal<TerminalView[]>([]);
/** Ids of the terminals that are shown side by side; the last one that was used is `active`. */
export const panes = signal<string[]>([]);
export const active = signal<string | undefined>(undefined);

export const problem = signal<string | undefined>(undefined);
export const notice = signal<{ zh: string; en: string } | undefined>(undefined);

/** undefined: the step at hand. */
export const chosenSection = signal<number | undefined>(undefined);
export const sidePanel = signal<'guide' | 'checks' | 'failover' | 'work'>('guide');
