import { isShown, type Fact, type Shown } from './facts';

/** A stretch of a room of which everything is known: what there is to show of the seqs from `first` to `last`. */
export interface Range {
  first: number;
  last: number; // below `first` if nothing is known but where it is
  shown: Shown[];
}

/** The stretches of a room that are known, in order. They neither overlap nor touch: those that meet become one. */
export class Ranges {
  #all: Range[] = [];

  get all(): readonly Range[] { return this.#all; }
  get newest(): Range | undefined { return this.#all.at(-1); }

  /** The stretch in which `seq` is known. */
  around(seq: number): Range | undefined {
    return this.#all.find(({ first, last }) => first <= seq && seq <= last);
  }

  clear(): void { this.#all = []; }

  /** Begins at the end of the room: what comes after `seq` is next. */
  begin(seq: number): void { this.#all = [{ first: seq + 1, last: seq, shown: [] }]; }

  /** One more at the end of the newest stretch, whose next it is. */
  append(fact: Fact): void {
    const range = this.newest;
    if (!range) return;
    range.last = fact.seq;
    if (isShown(fact)) range.shown.push(fact);
  }

  /** A page without holes, which covers the seqs from `first` to `last`. */
  add(first: number, last: number, facts: readonly Fact[]): void {
    const page: Range = { first, last, shown: facts.filter(isShown) };
    const before = this.#all.filter((range) => range.last < first - 1);
    const after = this.#all.filter((range) => range.first > last + 1);
    const met = this.#all.slice(before.length, this.#all.length - after.length);
    this.#all = [...before, met.reduce(united, page), ...after];
  }

  /** Keeps only the newest `most` that are shown, so that memory does not grow with the days. */
  trim(most: number): void {
    const range = this.newest;
    if (!range) return;
    const shown = range.shown.slice(-most);
    const first = shown.length < range.shown.length ? shown[0]!.seq : range.first;
    this.#all = [{ first, last: range.last, shown }];
  }
}

/** `known` and `page`, which overlap or touch. It stays the same object, since it may be looked at. */
function united(page: Range, known: Range): Range {
  const bySeq = new Map([...page.shown, ...known.shown].map((fact) => [fact.seq, fact]));
  known.shown = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  known.first = Math.min(known.first, page.first);
  known.last = Math.max(known.last, page.last);
  return known;
}
