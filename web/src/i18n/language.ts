import { computed, effect, signal } from '@preact/signals';
import { lobby } from '../protocol';
import type { Store } from '../storage';
import { en, type Words } from './en';
import { ja } from './ja';

export type Language = 'en' | 'ja';

export const dictionaries: Record<Language, Words> = { en, ja };

const languageKey = 'kotori.language';

/** The page's language: the browser's, until somebody chooses. */
export const language = signal<Language>(preferred(navigator.language));
export const words = computed(() => dictionaries[language.value]);

/** How times are written: as the browser's region does if it speaks the chosen language. */
export const locale = computed(() => (preferred(navigator.language) === language.value ? navigator.language : language.value));

/** What a refusal means, in the reader's language where we know the code. */
export function explain({ code, message }: { code: string; message: string }): string {
  return words.value.refusals[code] ?? message;
}

/** What a room is called here. The lobby has a name in every language. */
export function roomTitle(room: string): string {
  return room === lobby ? words.value.lobby : room;
}

/** Takes up the language chosen on an earlier visit, if any, and tells the document. */
export function restoreLanguage(store: Store): void {
  language.value = preferred(store.getItem(languageKey) ?? navigator.language);
  effect(() => { document.documentElement.lang = language.value; });
}

export function chooseLanguage(store: Store, chosen: Language): void {
  language.value = chosen;
  store.setItem(languageKey, chosen);
}

export function preferred(tag: string): Language {
  return /^ja\b/i.test(tag) ? 'ja' : 'en';
}
