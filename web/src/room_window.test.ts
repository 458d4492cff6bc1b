import { describe, expect, it } from 'vitest';
import type { Page } from './pages';
import { Room } from './room';
import { RoomWindow } from './room_window';
import { RowList } from './row_list';
import { ann, change, noon, saidFrom } from './testing/facts';

/** A room of 1000 messages, of which the newest page is known and shown. */
class Reader {
  asked: Page[] = [];
  room = new Room((page) => this.asked.push(page), { replaced() {}, added() {}, loaded() {}, changed() {} });
  rows = new RowList(() => ({
    me: ann, now: noon, message: (seq) => this.room.message(seq), unsent: () => [], menu() {}, react() {}, jump() {}, showThread() {}, retry() {}, discard() {},
  }), () => undefined);
  window = new RoomWindow(this.room, this.rows);

  constructor(readonly head = 1000) {
    this.room.welcomed(head);
    this.room.caughtUp({ seq: head });
    this.window.older();
    this.isGiven(Math.max(1, head - 99), head);
    this.window.drawNewest();
  }

  /** The page asked for last. */
  isGiven(first: number, last: number): void {
    this.room.received(this.asked.at(-1)!, { facts: saidFrom(first, last), more: first > 1, newer: last < this.head });
  }

  get shown() { return [this.rows.first?.seq, this.rows.last?.seq]; }
}

describe('the window', () => {
  it('grows upwards page by page, and lets go at the bottom beyond 400', () => {
    const reader = new Reader();
    expect(reader.shown).toEqual([901, 1000]);
    for (let first = 801; first >= 501; first -= 100) {
      expect(reader.window.older()).toBe(false);
      expect(reader.asked.at(-1)).toEqual({ before: first + 100 });
      reader.isGiven(first, first + 99);
      expect(reader.window.older()).toBe(true);
    }
    expect([reader.shown, reader.window.reachesNewest]).toEqual([[501, 900], false]);
    expect(reader.window.newer()).toBe(true);
    expect([reader.shown, reader.window.reachesNewest]).toEqual([[601, 1000], true]);
  });

  it('goes on downwards from a place far up, asking for what is missing', () => {
    const reader = new Reader();
    reader.room.load({ around: 300 });
    reader.isGiven(250, 349);
    reader.window.drawAround(300);
    expect([reader.shown, reader.window.reachesNewest]).toEqual([[250, 349], false]);
    expect(reader.window.newer()).toBe(false);
    expect(reader.asked.at(-1)).toEqual({ after: 349 });
    reader.isGiven(350, 449);
    expect(reader.window.newer()).toBe(true);
    expect(reader.shown).toEqual([250, 449]);
  });

  it('takes what is new only at the end of the room, and silent facts not at all', () => {
    const reader = new Reader();
    const [fresh] = saidFrom(1001, 1001);
    reader.room.heard(fresh!);
    expect(reader.window.added([fresh!])).toBe(true);
    const edit = change(1002, 'edited', 1000, { text: 'x' });
    reader.room.heard(edit);
    reader.window.added([edit]);
    expect([reader.shown, reader.window.reachesNewest]).toEqual([[901, 1001], true]);
    reader.room.load({ around: 300 });
    reader.isGiven(250, 349);
    reader.window.drawAround(300);
    const [more] = saidFrom(1003, 1003);
    reader.room.heard(more!);
    reader.window.added([more!]);
    expect(reader.shown).toEqual([250, 349]);
  });

  it('knows what is above it', () => {
    const reader = new Reader();
    expect(reader.window.above).toBe('more');
    expect(new Reader(0).window.above).toBe('nothing');
    expect(new Reader(50).window.above).toBe('beginning');
  });
});
