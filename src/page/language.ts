/** The language of the page: that which was chosen before, or else the browser's. */
import { computed, signal } from '@preact/signals';
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
