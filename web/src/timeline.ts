import { effect } from '@preact/signals';
import { Announcer } from './announcer';
import type { ChatRoom } from './chat_room';
import { button, make } from './elements';
import type { Fact } from './facts';
import { words } from './i18n/language';
import type { RoomListener } from './room';
import { RoomWindow } from './room_window';
import { rowContext } from './row_context';
import { RowList } from './row_list';
import { Scroller } from './scroller';
import { UnsentRows } from './unsent_rows';
import type { View } from './view';

const mostKept = 20_000;

/**
 * The messages of a room, drawn by hand since they are many and move: a window of at most 400 facts, in plain elements,
 * so that finding, selecting and screen readers work. It follows the newest until somebody scrolls up.
 */
export class Timeline implements RoomListener {
  readonly element: HTMLElement;
  readonly #rows = new RowList(() => rowContext(this.place, this.view), () => this.place.cursor.marker.peek());
  readonly #window: RoomWindow;
  readonly #hint = make('p', ['hint']);
  readonly #pill = button('', () => this.showNewest(), ['pill']);
  readonly #announcer = new Announcer();
  readonly #unsent: UnsentRows;
  readonly #scroller: Scroller;
  #endings: (() => void)[] = [];
  #goal: { seq: number; asked: boolean; flash: boolean } | undefined; // a message to show once it is loaded
  #unseen = 0;

  constructor(readonly place: ChatRoom, private readonly view: View) {
    this.#window = new RoomWindow(place.room, this.#rows);
    this.#unsent = new UnsentRows(view.chat, place.name, (messages) => this.#rows.refresh(messages));
    const content = make('div', ['content'], this.#hint, this.#rows.element, this.#unsent.element);
    this.#scroller = new Scroller(content, this.#rows.bySeq, {
      nearTop: () => this.#drawn(this.#window.older()),
      nearBottom: () => this.#drawn(this.#window.newer()),
      moved: () => this.look(),
      complete: () => this.#window.reachesNewest,
    });
    this.element = make('div', ['timeline'], this.#scroller.element, this.#pill, this.#announcer.element);
    this.#scroller.element.role = 'log';
    this.#scroller.element.ariaLive = 'off'; // the announcer speaks instead
    this.#scroller.element.addEventListener('keydown', (event) => this.#rows.steer(event));
  }

  /** Begins, once the element is in the page. */
  open(): void {
    const { chat } = this.view;
    chat.looking = () => this.looking;
    this.view.jump = (seq) => this.#jump(seq, true);
    this.view.showNewest = () => this.showNewest();
    const seen = () => this.look();
    document.addEventListener('visibilitychange', seen);
    this.#endings = [
      () => document.removeEventListener('visibilitychange', seen),
      this.place.watch(this),
      effect(() => this.#redraw(words.value.messages, chat.me.value)),
      effect(() => this.#rows.mark(this.place.cursor.marker.value)),
      this.#unsent.open(),
    ];
    this.#begin();
  }

  close(): void {
    const { places, chat } = this.view;
    if (this.#scroller.place) places.set(this.place.name, this.#scroller.place);
    else places.delete(this.place.name);
    for (const end of this.#endings) end();
    chat.looking = () => false;
  }

  /** True if the newest message is before somebody's eyes, and so will be the next. */
  get looking(): boolean {
    return document.visibilityState === 'visible' && !this.#goal && this.#scroller.following;
  }

  /** Something else is looked at, perhaps the newest: then everything is read. */
  look(): void {
    const atNewest = this.#scroller.following && this.#window.reachesNewest;
    if (atNewest) this.#unseen = 0;
    if (atNewest && this.looking) this.place.cursor.looked(this.place.room.last);
    this.#pill.hidden = atNewest;
    this.#pill.textContent = this.#unseen > 0 ? words.peek().newMessages(this.#unseen) : words.peek().newest;
  }

  replaced(): void {
    this.#unseen = 0;
    this.#begin();
  }

  added(facts: readonly Fact[], live: boolean): void {
    const { room } = this.place;
    const others = facts.filter((fact) => fact.type === 'said' && fact.user.id !== this.view.chat.me.peek()?.id);
    if (live) this.#announcer.announce(others);
    const { following } = this.#scroller;
    if (!following) this.#unseen += others.length;
    if (!this.#window.added(facts) && following) this.showNewest();
    if (following && (room.newest?.shown.length ?? 0) > mostKept) room.trim(mostKept / 2);
    this.#drawHint();
    this.look();
  }

  loaded(): void {
    const { room } = this.place;
    const goal = this.#goal;
    if (goal && room.rangeAround(goal.seq)) this.#jump(goal.seq, goal.flash);
    else if (goal && !room.isAsked({ around: goal.seq })) {
      if (goal.asked) this.#goal = undefined; // it is not to be had
      else this.#jump(goal.seq, goal.flash);
    }
    this.#drawHint();
    this.#scroller.look();
  }

  changed(messages: readonly number[]): void { this.#rows.refresh(new Set(messages)); }

  /** Goes to the newest message and follows from there. */
  showNewest(): void {
    this.#goal = undefined;
    this.#window.drawNewest();
    this.#drawHint();
    this.#scroller.toBottom();
    this.#scroller.look();
  }

  /** Where one was before; or at the first unread message, which will be here with the newest, or must be asked for. */
  #begin(): void {
    const left = this.view.places.get(this.place.name);
    const marker = this.place.cursor.marker.peek();
    const seq = left?.key ?? marker;
    const { room } = this.place;
    if (left && room.rangeAround(left.key)) {
      this.#window.drawAround(left.key);
      return this.#scroller.hold(left);
    }
    if (seq !== undefined && room.rangeAround(seq)) return this.#jump(seq, false);
    this.#window.drawNewest();
    this.#goal = seq === undefined ? undefined : { seq, asked: false, flash: false };
    this.#drawHint();
    this.#scroller.toBottom();
    this.#scroller.look();
  }

  /** Shows a message in the upper part, as soon as it is there. */
  #jump(seq: number, flash: boolean): void {
    const { room } = this.place;
    if (!room.rangeAround(seq)) {
      room.load({ around: seq });
      this.#goal = { seq, flash, asked: room.isAsked({ around: seq }) };
      return;
    }
    this.#goal = undefined;
    if (!this.#rows.bySeq.has(seq)) this.#window.drawAround(seq);
    const key = this.#rows.facts.findLast((fact) => fact.seq <= seq)?.seq ?? this.#rows.first?.seq;
    if (key === undefined) return;
    this.#scroller.hold({ key, top: this.#scroller.element.clientHeight / 4 });
    if (flash) this.#rows.flash(key);
  }

  #redraw(label: string, _me: unknown): void {
    this.#scroller.element.ariaLabel = label;
    this.#rows.draw(this.#rows.facts);
    this.#drawn(true);
    this.look();
  }

  /** The rows are others, perhaps: what is looked at stays where it is. */
  #drawn(anew: boolean): void {
    if (anew) this.#scroller.settle();
    this.#drawHint();
  }

  #drawHint(): void {
    const { above } = this.#window;
    this.#hint.className = above === 'nothing' ? 'hint empty' : 'hint';
    this.#hint.hidden = above === 'beginning';
    this.#hint.textContent = above === 'nothing' ? words.peek().nothingYet : words.peek().loadingOlder;
  }
}
