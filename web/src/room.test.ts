import { describe, expect, it } from 'vitest';
import type { Fact } from './protocol';
import { Room, type Page } from './room';
import { said, saidFrom } from './testing/surroundings';

class Reader {
  asked: Page[] = [];
  live: number[] = [];
  room = new Room((page) => this.asked.push(page), {
    replaced: () => {},
    preceded: () => {},
    added: (facts, live) => { if (live) this.live.push(...facts.map(({ seq }) => seq)); },
  });

  /** Answers what was asked last. */
  answer(facts: Fact[], more = false): void {
    this.room.received(this.asked.at(-1)!, { type: 'history', id: '', room: 'lobby', facts, more });
  }

  get seqs(): number[] { return this.room.facts.map(({ seq }) => seq); }
}

function readerAt(last: number): Reader {
  const reader = new Reader();
  reader.room.welcomed('first', last);
  reader.answer(saidFrom(last - 2, last), true);
  return reader;
}

describe('a room', () => {
  it('begins with the newest page', () => {
    expect(readerAt(9).seqs).toEqual([7, 8, 9]);
    expect(readerAt(9).asked).toEqual([{}]);
  });

  it('takes the next fact', () => {
    const reader = readerAt(9);
    reader.room.heard(said(10));
    expect(reader.seqs).toEqual([7, 8, 9, 10]);
    expect(reader.live).toEqual([10]);
  });

  it('drops a fact that it has', () => {
    const reader = readerAt(9);
    reader.room.heard(said(9));
    reader.room.heard(said(3));
    expect(reader.seqs).toEqual([7, 8, 9]);
    expect(reader.asked).toHaveLength(1);
  });

  it('fills a hole before it goes on', () => {
    const reader = readerAt(9);
    reader.room.heard(said(12));
    expect(reader.seqs).toEqual([7, 8, 9]);
    expect(reader.asked.at(-1)).toEqual({ after: 9 });
    reader.answer(saidFrom(10, 12));
    expect(reader.seqs).toEqual([7, 8, 9, 10, 11, 12]);
    expect(reader.live).toEqual([]);
  });

  it('asks once for a hole, and again for what came meanwhile', () => {
    const reader = readerAt(9);
    reader.room.heard(said(12));
    reader.room.heard(said(13));
    expect(reader.asked).toHaveLength(2);
    reader.answer(saidFrom(10, 12));
    expect(reader.asked.at(-1)).toEqual({ after: 12 });
  });

  it('asks page after page until it has reached the head', () => {
    const reader = readerAt(9);
    reader.room.welcomed('first', 300);
    reader.answer(saidFrom(10, 109), true);
    expect(reader.asked.at(-1)).toEqual({ after: 109 });
  });

  it('does not lose what is said before its first page has come', () => {
    const reader = new Reader();
    reader.room.welcomed('first', 9);
    reader.room.heard(said(10));
    reader.answer(saidFrom(7, 9), true);
    expect(reader.asked.at(-1)).toEqual({ after: 9 });
  });

  it('catches up after a reconnect, only if it is behind', () => {
    const reader = readerAt(9);
    reader.room.welcomed('first', 9);
    expect(reader.asked).toHaveLength(1);
    reader.room.welcomed('first', 11);
    expect(reader.asked.at(-1)).toEqual({ after: 9 });
  });

  it('asks again when the connection was lost before an answer', () => {
    const reader = readerAt(9);
    reader.room.welcomed('first', 11);
    reader.room.welcomed('first', 11);
    expect(reader.asked).toEqual([{}, { after: 9 }, { after: 9 }]);
  });

  it.each([
    ['another epoch', 'second', 9],
    ['a head that is lower than what it knows', 'first', 5],
    ['a head that is very far away', 'first', 5000],
  ])('drops what it knows on %s', (_, epoch, head) => {
    const reader = readerAt(9);
    reader.room.welcomed(epoch, head);
    expect(reader.seqs).toEqual([]);
    expect(reader.asked.at(-1)).toEqual({});
  });

  it('does not ask for ever when the server has nothing more', () => {
    const reader = readerAt(9);
    reader.room.welcomed('first', 11);
    reader.answer([]);
    expect(reader.asked).toHaveLength(2);
  });

  it('is ready for the first fact of an empty room', () => {
    const reader = new Reader();
    reader.room.welcomed('first', 0);
    reader.answer([]);
    reader.room.heard(said(1));
    expect(reader.seqs).toEqual([1]);
  });

  it('counts facts of a kind it does not know', () => {
    const reader = readerAt(9);
    reader.room.heard({ type: 'unknown', room: 'lobby', seq: 10 });
    reader.room.heard(said(11));
    expect(reader.room.last).toBe(11);
    expect(reader.asked).toHaveLength(1);
  });

  it('puts older pages in front, one at a time, while there are any', () => {
    const reader = readerAt(9);
    reader.room.loadOlder();
    reader.room.loadOlder();
    expect(reader.asked).toEqual([{}, { before: 7 }]);
    reader.answer(saidFrom(1, 6), false);
    expect(reader.seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    reader.room.loadOlder();
    expect(reader.asked).toHaveLength(2);
  });

  it('probes a connection that may be deaf by asking what it missed', () => {
    const reader = readerAt(9);
    reader.room.probe();
    expect(reader.asked.at(-1)).toEqual({ after: 9 });
  });
});
