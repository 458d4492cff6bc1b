import { hueOf } from './colour';
import { button, make } from './elements';
import type { Reaction, Said, User } from './facts';
import { fullTime, timeOfDay } from './i18n/dates';
import { words } from './i18n/language';
import type { Unsent } from './letter';
import { linked } from './links';
import { stateOf } from './unsent_row';

/** What a row needs to know, and what can be done with it. */
export interface RowContext {
  me: User | undefined;
  now: number;
  /** The first message of the thread to which all rows belong, if they do: what is plain there is not said again. */
  thread?: number;
  /** A message as it is, or will be once what one wants of it is done; nothing if it is not known. */
  message(seq: number): Said | undefined;
  /** What one wants of it that is not done yet. */
  unsent(seq: number): readonly Unsent[];
  /** Opens the menu of a message at its button. */
  menu(seq: number, at: HTMLElement): void;
  react(seq: number, emoji: string, wanted: boolean): void;
  jump(seq: number): void;
  showThread(root: number): void;
  retry(client_id: string): void;
  discard(client_id: string): void;
}

export function saidRow(fact: Said, continued: boolean, context: RowContext): HTMLElement {
  const message = context.message(fact.seq) ?? fact;
  const wanted = context.unsent(fact.seq);
  const pending = wanted.some(({ refusal, seq, intent }) => !refusal && seq === undefined && !('emoji' in intent));
  const row = make('li', ['said', message.user.id === context.me?.id && 'own', continued && 'continued', pending && 'pending']);
  row.style.setProperty('--hue', String(hueOf(message.user.id)));
  row.dataset.seq = String(message.seq);
  row.tabIndex = -1;
  if (!continued) row.append(avatar(message.user.name), who(message));
  row.append(bubble(message, context));
  const below = [reactions(message, context), thread(message, context)].filter((element) => element !== undefined);
  if (below.length > 0) row.append(make('div', ['below'], ...below));
  for (const failed of wanted.filter(({ refusal }) => refusal)) row.append(stateOf(failed, true, context));
  return row;
}

function who(message: Said): HTMLElement {
  const time = make('time', [], timeOfDay(message.at));
  time.dateTime = new Date(message.at).toISOString();
  return make('div', ['who'], make('bdi', ['name'], message.user.name), time);
}

export function avatar(name: string): HTMLElement {
  const circle = make('span', ['avatar'], [...name][0]?.toUpperCase() ?? '?');
  circle.ariaHidden = 'true';
  return circle;
}

function bubble(message: Said, context: RowContext): HTMLElement {
  const box = make('div', ['bubble']);
  if (message.state?.deleted) {
    box.append(make('p', ['erased'], words.value.erased));
    return make('div', ['line'], box);
  }
  if (message.reply_to !== undefined && message.reply_to !== context.thread) box.append(quote(message.reply_to, context));
  const text = make('p', ['text'], ...linked(message.text));
  text.title = fullTime(message.at);
  box.append(text);
  const marks = [message.state?.edited && words.value.edited, message.state?.pinned && words.value.pinned].filter(Boolean);
  if (marks.length > 0) box.append(make('span', ['marks'], marks.join(' · ')));
  const more = button('⋯', (element) => context.menu(message.seq, element), ['more']);
  more.ariaLabel = words.value.actions(message.user.name);
  more.ariaHasPopup = 'menu';
  more.tabIndex = -1; // the arrow keys reach the rows, and Enter their menus
  return make('div', ['line'], box, more);
}

function quote(seq: number, { message, jump }: RowContext): HTMLElement {
  const quoted = message(seq);
  const element = button('', () => jump(seq), ['quote']);
  if (!quoted) element.append(words.value.earlierMessage);
  else element.append(make('bdi', ['name'], quoted.user.name), ' ', quoted.state?.deleted ? words.value.erased : quoted.text.slice(0, 200));
  element.title = words.value.showQuoted;
  element.tabIndex = -1;
  return element;
}

function reactions({ seq, state }: Said, { me, react }: RowContext): HTMLElement | undefined {
  if (!state?.reactions?.length) return undefined;
  return make('div', ['reactions'], ...state.reactions.map((reaction) => {
    const mine = isMine(reaction, me);
    const element = button(`${reaction.emoji} ${reaction.count}`, () => react(seq, reaction.emoji, !mine), ['reaction', mine && 'mine']);
    element.ariaPressed = String(mine);
    element.ariaLabel = words.value.reactions(reaction.emoji, reaction.count);
    return element;
  }));
}

export function isMine({ users }: Reaction, me: User | undefined): boolean {
  return me !== undefined && users.includes(me.id);
}

function thread({ seq, state }: Said, { showThread, thread: shown }: RowContext): HTMLElement | undefined {
  return state?.replies && seq !== shown ? button(words.value.replies(state.replies), () => showThread(seq), ['link', 'replies']) : undefined;
}
