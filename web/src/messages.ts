import { isChange, type Fact, type Said } from './facts';
import { after } from './message';

interface Known { message: Said; asOf: number } // facts up to `asOf` are in the message already

/**
 * The messages of a room as they are now. Pages may come while facts about their messages are heard, so those heard
 * since the oldest page on its way was asked for are done once more to what it brings.
 */
export class Messages {
  readonly #known = new Map<number, Known>();
  #recent: Fact[] = [];

  get(seq: number): Said | undefined { return this.#known.get(seq)?.message; }
  get all(): Said[] { return [...this.#known.values()].map(({ message }) => message); }

  clear(): void { this.#known.clear(); }

  forgetBefore(first: number): void {
    for (const seq of [...this.#known.keys()]) if (seq < first) this.#known.delete(seq);
  }

  /** Facts that come next, read when the head was `asOf`, at least. Gives the messages that they changed. */
  add(facts: readonly Fact[], asOf: number, pagesOnTheirWay: boolean): number[] {
    if (!pagesOnTheirWay) this.#recent = [];
    this.#recent.push(...facts);
    return facts.flatMap((fact) => {
      if (fact.type === 'said') this.#keep(fact, asOf);
      return this.#apply(fact);
    });
  }

  /** A page of messages as they were when the head was `asOf`, at least. Gives those that are not what they were. */
  learn(facts: readonly Fact[], asOf: number): number[] {
    const learnt = facts.filter((fact) => fact.type === 'said');
    for (const fact of learnt) this.#keep(fact, asOf);
    return [...learnt.map(({ seq }) => seq), ...this.#recent.flatMap((fact) => this.#apply(fact))];
  }

  #keep(message: Said, asOf: number): void {
    // Only what was read later carries a state.
    this.#known.set(message.seq, { message, asOf: message.state ? Math.max(asOf, message.seq) : message.seq });
  }

  #apply(fact: Fact): number[] {
    const about = isChange(fact) ? fact.message : fact.type === 'said' ? fact.thread : undefined;
    const known = about === undefined ? undefined : this.#known.get(about);
    if (!known || fact.seq <= known.asOf) return [];
    const message = after(known.message, fact);
    known.asOf = fact.seq;
    if (message === known.message) return [];
    known.message = message;
    return [message.seq];
  }
}
