import { isShown, type Fact, type Shown } from './facts';
import type { Range } from './ranges';
import type { Room } from './room';
import type { RowList } from './row_list';

const page = 100;
const mostRows = 400;

/** Which of a room's facts are in its rows: at most 400 that follow each other, of one stretch that is known. */
export class RoomWindow {
  constructor(private readonly room: Room, private readonly rows: RowList) {}

  drawNewest(): void { this.rows.draw(this.room.newest?.shown.slice(-2 * page) ?? []); }

  drawAround(seq: number): void {
    const shown = this.room.rangeAround(seq)?.shown ?? [];
    const index = Math.max(0, shown.findLastIndex((fact) => fact.seq <= seq));
    this.rows.draw(shown.slice(Math.max(0, index - page), index + page));
  }

  /** Draws rows further up; or asks for them, if nothing more is known. True if it has drawn. */
  older(): boolean {
    const { range, shown, from } = this.#around();
    const start = Math.max(0, from - page);
    if (from > 0) this.rows.draw(shown.slice(start, start + mostRows));
    else if (range) this.room.older(range);
    return from > 0;
  }

  /** The same further down. */
  newer(): boolean {
    const { range, shown, to } = this.#around();
    const more = to < shown.length;
    const end = Math.min(to + page, shown.length);
    if (more) this.rows.draw(shown.slice(Math.max(0, end - mostRows), end));
    else if (range) this.room.newer(range);
    return more;
  }

  /** Facts have come to the end of the room. False if there is no place for them: then only a new drawing shows them. */
  added(facts: readonly Fact[]): boolean {
    const fresh = facts.filter(isShown);
    if (this.rows.length + fresh.length > mostRows) return false;
    const before = this.room.newest?.shown.at(-1 - fresh.length);
    if (this.rows.last?.seq === before?.seq) this.rows.append(fresh);
    return true;
  }

  get reachesNewest(): boolean { return this.rows.last?.seq === this.room.newest?.shown.at(-1)?.seq; }

  /** What there is above the rows: nothing, since nothing was ever said here; or the beginning; or more. */
  get above(): 'nothing' | 'beginning' | 'more' {
    const { range, shown, from } = this.#around();
    if (range?.first !== 1 || from > 0) return 'more';
    return shown.length === 0 ? 'nothing' : 'beginning';
  }

  /** The stretch of the room to which the rows belong, and where in it they begin and end. */
  #around(): { range: Range | undefined; shown: readonly Shown[]; from: number; to: number } {
    const { first, last } = this.rows;
    const range = last ? this.room.rangeAround(last.seq) : this.room.newest;
    const shown = range?.shown ?? [];
    const from = first ? shown.findIndex(({ seq }) => seq === first.seq) : shown.length;
    return { range, shown, from: Math.max(0, from), to: last ? shown.findLastIndex(({ seq }) => seq === last.seq) + 1 : shown.length };
  }
}
