import { button, make } from './elements';
import type { Said, Shown } from './facts';
import { dayName, isSameDay } from './i18n/dates';
import { words } from './i18n/language';
import { saidRow, type RowContext } from './said_row';

const oneBreath = 5 * 60_000; // what one person says within this time stands together

/** The rows for `fact` as it stands after `previous`: a day's divider if a new day begins, and last its own row. */
export function rowsOf(fact: Shown, previous: Shown | undefined, context: RowContext): HTMLElement[] {
  const newDay = !previous || !isSameDay(fact.at, previous.at);
  const row = fact.type === 'said' ? saidRow(fact, isContinued(fact, previous), context) : noticeRow(fact, context);
  return newDay ? [dayRow(fact.at, context.now), row] : [row];
}

function isContinued(fact: Said, previous: Shown | undefined): boolean {
  return previous?.type === 'said' && previous.user.id === fact.user.id && previous.user.name === fact.user.name &&
    fact.at - previous.at < oneBreath && isSameDay(fact.at, previous.at) && fact.reply_to === undefined;
}

function noticeRow(fact: Exclude<Shown, Said>, { jump }: RowContext): HTMLElement {
  const row = make('li', ['notice'], notice(fact));
  if (fact.type === 'pinned') row.append(' ', button(words.value.show, () => jump(fact.message), ['link']));
  return row;
}

function notice(fact: Exclude<Shown, Said>): string {
  const { name } = fact.user;
  const { happened } = words.value;
  switch (fact.type) {
    case 'renamed': return happened.renamed(fact.was, name);
    case 'opened': return happened.opened(name);
    case 'topic_set': return fact.topic === '' ? happened.noTopic(name) : happened.topic(name, fact.topic);
    case 'pinned': case 'joined': case 'left': case 'closed': return happened[fact.type](name);
    default: return '';
  }
}

function dayRow(at: number, now: number): HTMLElement {
  return make('li', ['day'], make('span', [], dayName(at, now)));
}

/** The line above what one has not read yet. */
export function markerRow(): HTMLElement {
  const row = make('li', ['marker'], make('span', [], words.value.newFromHere));
  row.role = 'separator';
  return row;
}
