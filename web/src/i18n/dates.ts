import { computed } from '@preact/signals';
import { locale, words } from './language';

const formats = computed(() => ({
  time: new Intl.DateTimeFormat(locale.value, { hour: 'numeric', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(locale.value, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
  full: new Intl.DateTimeFormat(locale.value, { dateStyle: 'full', timeStyle: 'short' }),
}));

export const timeOfDay = (at: number): string => formats.value.time.format(at);
export const fullTime = (at: number): string => formats.value.full.format(at);

/** "Today", "Yesterday", or the date, as seen at the moment `now`. */
export function dayName(at: number, now: number): string {
  if (isSameDay(at, now)) return words.value.today;
  if (isSameDay(at, new Date(now).setDate(new Date(now).getDate() - 1))) return words.value.yesterday;
  return formats.value.day.format(at);
}

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
