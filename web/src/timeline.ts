import { effect } from '@preact/signals';
import { Announcer } from './announcer';
import type { Chat } from './chat';
import { words } from './i18n/language';
import type { Fact } from './protocol';
import type { RoomListener } from './room';
import { button, make, rowsOf, unsentRow } from './rows';
import { Scroller } from './scroller';

const page = 100;
const mostRows = 400;

/**
 * The messages, drawn by hand since they are many and move: a window of at most 400 facts of the room, in plain
 * elements, so that finding, selecting and screen readers work. It follows the newest until somebody scrolls up.
 */
export class Timeline implements RoomListener {
  readonly element: HTMLElement;
  readonly #list = make('ol', ['facts']);
  readonly #unsent = make('ol', ['facts']);
  readonly #hint = make('p', ['hint']);
  readonly #pill = button('', () => this.showNewest());
  readonly #scroller: Scroller;
  readonly #announcer = new Announcer();
  #shown: Fact[] = []; // what is in #list: a contiguous part of the room's facts
  readonly #rows = new Map<number, HTMLElement>(); // by seq
  #unseen = 0;

  constructor(private readonly chat: Chat) {
    const content = make('div', ['content'], this.#hint, this.#list, this.#unsent);
    this.#scroller = new Scroller(content, this.#rows, {
      nearTop: () => this.#older(),
      nearBottom: () => this.#newer(),
      moved: () => this.#showPill(),
      complete: () => this.#reachesNewest(),
    });
    this.#pill.className = 'pill';
    this.element = make('div', ['timeline'], this.#scroller.element, this.#pill, this.#announcer.element);
    this.#scroller.element.role = 'log';
    this.#scroller.element.ariaLive = 'off'; // the announcer speaks instead
    chat.watch(this);
    effect(() => this.#redraw(words.value.messages, chat.me.value?.id));
    effect(() => this.#drawUnsent());
  }

  replaced(): void {
    this.#unseen = 0;
    this.showNewest();
  }

  added(facts: readonly Fact[], live: boolean): void {
    const others = facts.filter((fact) => fact.type === 'said' && fact.user.id !== this.chat.me.value?.id);
    if (live) this.#announcer.announce(others);
    if (this.#scroller.following && this.#shown.length + facts.length > mostRows) return this.showNewest();
    this.#unseen += this.#scroller.following ? 0 : others.length;
    const reachedNewest = this.#shown.at(-1) === this.chat.room.facts.at(-1 - facts.length);
    if (reachedNewest && this.#shown.length + facts.length <= mostRows) this.#append(facts);
    this.#showPill();
  }

  preceded(): void { this.#older(); }

  /** Goes to the newest message and follows from there. */
  showNewest(): void {
    this.#draw(this.chat.room.facts.slice(-2 * page));
    this.#scroller.toBottom();
    this.#showPill();
  }

  #older(): void {
    const { facts } = this.chat.room;
    const from = this.#position(0);
    const start = Math.max(0, from - page);
    if (from > 0) this.#drawInPlace(facts.slice(start, start + mostRows));
    else this.chat.room.loadOlder();
    this.#showHint();
  }

  #newer(): void {
    const { facts } = this.chat.room;
    if (this.#reachesNewest()) return;
    const end = this.#position(-1) + 1 + page;
    this.#drawInPlace(facts.slice(Math.max(0, Math.min(end, facts.length) - mostRows), end));
  }

  #reachesNewest(): boolean { return this.#shown.at(-1) === this.chat.room.facts.at(-1); }

  /** Where the shown fact at `index` stands among the room's facts. */
  #position(index: 0 | -1): number {
    const fact = this.#shown.at(index);
    return fact ? this.chat.room.facts.indexOf(fact) : -1;
  }

  #drawInPlace(facts: readonly Fact[]): void {
    this.#draw(facts);
    this.#scroller.settle();
  }

  #draw(facts: readonly Fact[]): void {
    this.#shown = [];
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#append(facts);
    this.#showHint();
  }

  #append(facts: readonly Fact[]): void {
    const fragment = document.createDocumentFragment();
    for (const fact of facts) {
      const rows = rowsOf(fact, this.#shown.at(-1), this.chat.me.value?.id, Date.now());
      const row = rows.at(-1);
      if (row) this.#rows.set(fact.seq, row);
      this.#shown.push(fact);
      fragment.append(...rows);
    }
    this.#list.append(fragment);
    this.#showHint();
  }

  #redraw(label: string, _me: string | undefined): void {
    this.#scroller.element.ariaLabel = label;
    this.#drawInPlace(this.#shown);
    this.#showPill();
  }

  #drawUnsent(): void {
    this.#unsent.replaceChildren(...this.chat.unsent.value.map((unsent) => unsentRow(unsent,
      () => this.chat.retry(unsent.client_id), () => this.chat.discard(unsent.client_id))));
  }

  #showHint(): void {
    const { room } = this.chat;
    const empty = room.loaded && room.facts.length === 0;
    this.#hint.className = empty ? 'hint empty' : 'hint';
    this.#hint.hidden = !empty && !room.hasOlder;
    this.#hint.textContent = empty ? words.peek().nothingYet : words.peek().loadingOlder;
  }

  #showPill(): void {
    const following = this.#scroller.following && this.#reachesNewest();
    if (following) this.#unseen = 0;
    this.#pill.hidden = following;
    this.#pill.textContent = this.#unseen > 0 ? words.peek().newMessages(this.#unseen) : words.peek().newest;
  }
}
