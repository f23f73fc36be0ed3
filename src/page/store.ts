/** What the page knows, as signals: whatever shows one is drawn anew when it changes. */
import { computed, signal } from '@preact/signals';
import type { RunView } from '../contract/messages.ts';
import type { CauseView, CheckView, LabView, MachineView, Section, StepView, TerminalView } from '../contract/views.ts';
import { WORDS, type Language } from './words.ts';

const KEPT_LANGUAGE = 'lvs-lab-language';

const firstLanguage = (): Language => {
  const kept = localStorage.getItem(KEPT_LANGUAGE);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
};

export const language = signal<Language>(firstLanguage());
export const words = computed(() => WORDS[language.value]);

export function setLanguage(next: Language): void {
  language.value = next;
  localStorage.setItem(KEPT_LANGUAGE, next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
}

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

/** undefined: the step at hand. */
export const chosenSection = signal<number | undefined>(undefined);
export const sidePanel = signal<'guide' | 'checks' | 'failover' | 'work'>('guide');
