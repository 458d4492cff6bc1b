import type { AskHistory, Fact, History } from './protocol';

export interface RoomListener {
  /** What was known is gone; `facts` is all there is now. */
  replaced(): void;
  /** These came last. `live` if they happened just now, not if they were caught up with. */
  added(facts: readonly Fact[], live: boolean): void;
  /** Older ones came in front. */
  preceded(): void;
}

export type Page = Pick<AskHistory, 'before' | 'after'>;

const farBehind = 500; // further than this behind, the newest page is better than all that was missed
const mostKept = 20_000;

/**
 * What is known of one room: facts in order, each once. Plain rules: it asks for pages with `ask`, is handed them
 * with `received`, and never waits. A fact is applied only if it is the next one; a hole is filled from the history first.
 */
export class Room {
  #facts: Fact[] = [];
  #last = 0;
  #head = 0; // the newest seq that we have heard of
  #epoch = '';
  #loaded = false;
  #older = false;
  #asked = { forward: false, backward: false };

  constructor(private readonly ask: (page: Page) => void, private readonly listener: RoomListener) {}

  get facts(): readonly Fact[] { return this.#facts; }
  get last(): number { return this.#last; }
  get loaded(): boolean { return this.#loaded; }
  /** True if the server has facts from before the first one known here. */
  get hasOlder(): boolean { return this.#older; }

  welcomed(epoch: string, head: number): void {
    this.#asked = { forward: false, backward: false }; // what the last connection was asked, it will not answer
    const foreign = epoch !== this.#epoch || head < this.#last;
    if (foreign || head - this.#last > farBehind) this.#forget();
    this.#epoch = epoch;
    this.#head = head;
    this.#catchUp();
  }

  heard(fact: Fact): void {
    this.#head = Math.max(this.#head, fact.seq);
    if (this.#loaded && fact.seq === this.#last + 1) this.#add([fact], true);
    this.#catchUp();
  }

  /** The answer to `ask(page)`; nothing if it was refused. */
  received(page: Page, history: History | undefined): void {
    this.#asked[page.before === undefined ? 'forward' : 'backward'] = false;
    if (!history) return;
    if (page.before !== undefined) return this.#precede(page.before, history);
    if (!this.#loaded) this.#start(history);
    else this.#add(history.facts.filter((fact) => fact.seq > this.#last), false);
    if (history.facts.length === 0) this.#head = this.#last; // there is no more to be had
    this.#catchUp();
  }

  loadOlder(): void {
    const first = this.#facts[0];
    if (!this.#older || !first || this.#asked.backward) return;
    this.#asked.backward = true;
    this.ask({ before: first.seq });
  }

  /** Asks for whatever happened since the last fact: a socket that is alive but deaf is noticed by this. */
  probe(): void {
    if (this.#loaded && !this.#asked.forward) this.#askForward({ after: this.#last });
    else this.#catchUp();
  }

  #catchUp(): void {
    if (this.#asked.forward) return;
    if (!this.#loaded) this.#askForward({});
    else if (this.#last < this.#head) this.#askForward({ after: this.#last });
  }

  #askForward(page: Page): void {
    this.#asked.forward = true;
    this.ask(page);
  }

  #start(history: History): void {
    this.#facts = [...history.facts];
    this.#last = history.facts.at(-1)?.seq ?? this.#head;
    this.#older = history.more;
    this.#loaded = true;
    this.listener.replaced();
  }

  #add(facts: Fact[], live: boolean): void {
    const newest = facts.at(-1);
    if (!newest) return;
    this.#facts.push(...facts);
    this.#last = newest.seq;
    if (this.#facts.length > mostKept) {
      this.#facts.splice(0, mostKept / 2);
      this.#older = true;
    }
    this.listener.added(facts, live);
  }

  #precede(before: number, history: History): void {
    if (this.#facts[0]?.seq !== before) return; // the room has moved on since
    this.#facts.unshift(...history.facts);
    this.#older = history.more && history.facts.length > 0;
    this.listener.preceded();
  }

  #forget(): void {
    if (!this.#loaded) return;
    this.#facts = [];
    this.#last = 0;
    this.#loaded = this.#older = false;
    this.listener.replaced();
  }
}
