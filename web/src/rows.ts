import { hueOf } from './colour';
import { dayName, fullTime, isSameDay, timeOfDay } from './i18n/dates';
import { explain, words } from './i18n/language';
import { linked } from './links';
import type { Unsent } from './outbox';
import type { Fact, Renamed, Said } from './protocol';

const oneBreath = 5 * 60_000; // what one person says within this time stands together

/** The rows for `fact` as it stands after `previous`: a day's divider if a new day begins, and its own row. */
export function rowsOf(fact: Fact, previous: Fact | undefined, me: string | undefined, now: number): HTMLElement[] {
  if (fact.type === 'unknown') return [];
  const newDay = !previous || previous.type === 'unknown' || !isSameDay(fact.at, previous.at);
  const row = fact.type === 'said' ? saidRow(fact, previous, me, newDay) : renamedRow(fact);
  return newDay ? [dayRow(fact.at, now), row] : [row];
}

function saidRow(fact: Said, previous: Fact | undefined, me: string | undefined, newDay: boolean): HTMLElement {
  const continued = !newDay && previous?.type === 'said' && previous.user.id === fact.user.id &&
    previous.user.name === fact.user.name && fact.at - previous.at < oneBreath;
  const row = make('li', ['said', fact.user.id === me && 'own', continued && 'continued']);
  row.style.setProperty('--hue', String(hueOf(fact.user.id)));
  if (!continued) row.append(avatar(fact.user.name), who(fact));
  const text = make('p', ['text'], ...linked(fact.text));
  text.title = fullTime(fact.at);
  row.append(text);
  return row;
}

function who(fact: Said): HTMLElement {
  const time = make('time', [], timeOfDay(fact.at));
  time.dateTime = new Date(fact.at).toISOString();
  return make('div', ['who'], make('bdi', ['name'], fact.user.name), time);
}

export function avatar(name: string): HTMLElement {
  const circle = make('span', ['avatar'], [...name][0]?.toUpperCase() ?? '?');
  circle.ariaHidden = 'true';
  return circle;
}

function renamedRow(fact: Renamed): HTMLElement {
  return make('li', ['notice'], words.value.renamed(fact.was, fact.user.name));
}

function dayRow(at: number, now: number): HTMLElement {
  return make('li', ['day'], make('span', [], dayName(at, now)));
}

/** A message on its way, or one that was refused and can be sent again or discarded. */
export function unsentRow(unsent: Unsent, retry: () => void, discard: () => void): HTMLElement {
  const row = make('li', ['said', 'own', 'unsent', unsent.refusal && 'failed'], make('p', ['text'], ...linked(unsent.text)));
  if (!unsent.refusal) row.append(make('div', ['spoken'], words.value.sending)); // who sees it sees it pale
  else row.append(make('div', ['state'], words.value.notSent(explain(unsent.refusal)),
    button(words.value.retry, retry), button(words.value.discard, discard)));
  return row;
}

export function button(label: string, press: () => void): HTMLButtonElement {
  const element = make('button', [], label);
  element.type = 'button';
  element.addEventListener('click', press);
  return element;
}

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name, classes: (string | false | undefined)[], ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = classes.filter(Boolean).join(' ');
  element.append(...children);
  return element;
}
