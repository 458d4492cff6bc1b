import type { Fact, Said } from './facts';
import { Messages } from './messages';
import { isFill, Pages, type HistoryPage, type Page } from './pages';
import type { CaughtUp, History, Position, Reset } from './protocol';
import { Ranges, type Range } from './ranges';

export interface RoomListener {
  /** What was known is gone: the room begins anew. */
  replaced(): void;
  /** These came last. `live` if they happened just now, not if they were caught up with. */
  added(facts: readonly Fact[], live: boolean): void;
  /** A page has come: a stretch of the room has grown, or there is a new one. */
  loaded(): void;
  /** These messages are no longer what they were. */
  changed(messages: readonly number[]): void;
}

/**
 * What is known of one room. Plain rules: it asks for pages with `ask`, is handed them with `received`, and never
 * waits. A fact is applied only if it is the next one; one that is known is dropped, and a hole is filled first.
 */
export class Room {
  readonly #ranges = new Ranges();
  readonly #messages = new Messages();
  readonly #threads = new Map<number, number>(); // from which seq on the answers in a thread are known
  readonly #asked = new Pages();
  #last: Omit<Position, 'room'> | undefined;
  #head = 0; // the newest seq that we have heard of
  #seated = false;

  constructor(private readonly ask: (page: Page) => void, private readonly listener: RoomListener) {}

  /** The last fact of the unbroken stretch at the end; nothing if the room is not known at all yet. */
  get position(): Omit<Position, 'room'> | undefined { return this.#last; }
  get last(): number { return this.#last?.seq ?? 0; }
  get newest(): Range | undefined { return this.#ranges.newest; }
  rangeAround(seq: number): Range | undefined { return this.#ranges.around(seq); }
  /** A message as it is now, if it is known. */
  message(seq: number): Said | undefined { return this.#messages.get(seq); }
  get messages(): Said[] { return this.#messages.all; }

  /** A new connection, which knows the room's head. What the last one was asked, it will not answer. */
  welcomed(head: number): void {
    this.#seated = false;
    this.#asked.clear();
    this.#head = head;
  }

  caughtUp({ seq }: Pick<CaughtUp, 'seq'>): void {
    this.#seated = true;
    this.#head = Math.max(this.#head, seq);
    if (!this.#last) this.#begin(seq);
    this.#fillHole();
    this.listener.loaded();
  }

  reset({ head, facts, more }: Pick<Reset, 'head' | 'facts' | 'more'>): void {
    this.#head = head;
    this.#asked.clear();
    this.#messages.clear();
    this.#threads.clear();
    this.#ranges.clear();
    this.#last = { seq: head, at: facts.at(-1)?.at };
    this.#ranges.add(more ? (facts[0]?.seq ?? head + 1) : 1, head, facts);
    this.#messages.learn(facts, head);
    this.listener.replaced();
  }

  heard(fact: Fact): void {
    this.#head = Math.max(this.#head, fact.seq);
    if (this.#last && fact.seq === this.#last.seq + 1) this.#add([fact], this.#seated);
    this.#fillHole();
  }

  /** A heartbeat says how far the room has come: who has less is deaf. */
  reached(head: number): void {
    this.#head = Math.max(this.#head, head);
    this.#fillHole();
  }

  /** The answer to `ask(page)`; nothing if it was refused. */
  received(page: Page, history: Pick<History, 'facts' | 'more' | 'newer'> | undefined): void {
    const asOf = this.#asked.answered(page);
    if (asOf === undefined || !history) return;
    if (isFill(page)) return this.#filled(history.facts, asOf);
    const facts = history.facts.filter(({ seq }) => seq <= this.last); // what is newer will be told
    if (facts.at(-1)?.seq === this.last) this.#last = { seq: this.last, at: facts.at(-1)?.at };
    if (page.thread === undefined) this.#placed(page, facts, history.more);
    else this.#threads.set(page.thread, history.more ? (facts[0]?.seq ?? 0) : 0);
    this.#tellChanged(this.#messages.learn(facts, asOf));
    this.listener.loaded();
  }

  older(range: Range): void { if (range.first > 1) this.load({ before: range.first }); }
  newer(range: Range): void { if (range !== this.newest) this.load({ after: range.last }); }

  /** Asks for answers in a thread: the newest, and each time for those before. */
  thread(root: number): void {
    const before = this.#threads.get(root);
    if (before !== 0) this.load({ thread: root, ...(before && { before }) });
  }

  /** True if the page is on its way. */
  isAsked(page: Page): boolean { return this.#asked.has(page); }

  /** Asks for a page, unless it is on its way, or nobody would answer: the room must be heard. */
  load(page: Page): void {
    if (!this.#seated || this.isAsked(page)) return;
    this.#asked.asked(page, this.#head);
    this.ask(page);
  }

  /** Asks for what happened since the last fact: so a socket that died in its sleep is noticed. */
  probe(): void { if (this.#last) this.load({ after: this.last, before: this.last + 2 }); }

  /** Forgets all but the newest `most` rows. */
  trim(most: number): void {
    this.#ranges.trim(most);
    this.#threads.clear();
    this.#messages.forgetBefore(this.newest?.first ?? 0);
  }

  #begin(seq: number): void {
    this.#last = { seq };
    this.#ranges.begin(seq);
    this.listener.replaced();
  }

  #fillHole(): void {
    if (!this.#seated || !this.#last || this.last >= this.#head || this.#asked.anyFill) return;
    this.load({ after: this.last, before: this.#head + 1 });
  }

  #filled(facts: readonly Fact[], asOf: number): void {
    const missed: Fact[] = [];
    for (const fact of facts) if (fact.seq === this.last + missed.length + 1) missed.push(fact);
    if (missed.length === 0) this.#head = this.last; // there is no more to be had
    else this.#add(missed, false, asOf);
    this.#fillHole();
  }

  /** Where a page of history belongs. */
  #placed({ before, after, around }: HistoryPage, facts: readonly Fact[], more: boolean): void {
    const first = facts[0]?.seq;
    const last = facts.at(-1)?.seq;
    if (before !== undefined) this.#ranges.add(more ? (first ?? 1) : 1, before - 1, facts);
    else if (last === undefined || first === undefined) return;
    else if (after !== undefined) this.#ranges.add(after + 1, last, facts);
    else if (around !== undefined) this.#ranges.add(more ? first : 1, last, facts);
  }

  #add(facts: readonly Fact[], live: boolean, asOf = this.#head): void {
    for (const fact of facts) {
      this.#ranges.append(fact);
      this.#last = { seq: fact.seq, at: fact.at };
    }
    const changed = this.#messages.add(facts, asOf, this.#asked.any);
    this.listener.added(facts, live);
    this.#tellChanged(changed);
  }

  #tellChanged(messages: readonly number[]): void {
    if (messages.length > 0) this.listener.changed([...new Set(messages)]);
  }
}
