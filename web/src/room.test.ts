import { describe, expect, it } from 'vitest';
import type { Fact } from './facts';
import type { Page } from './pages';
import { Room } from './room';
import { bob, change, said, saidFrom } from './testing/facts';

class Reader {
  asked: Page[] = [];
  live: number[] = [];
  replaced = 0;
  room = new Room((page) => this.asked.push(page), {
    replaced: () => { ++this.replaced; },
    loaded: () => {},
    added: (facts, live) => { if (live) this.live.push(...facts.map(({ seq }) => seq)); },
    changed: () => {},
  });

  /** Answers what was asked last. */
  answer(facts: Fact[], more = false, newer = false): void {
    this.room.received(this.asked.at(-1)!, { facts, more, newer });
  }

  comesBack(head: number): void { this.room.welcomed(head); }
  hears(...facts: Fact[]): void { for (const fact of facts) this.room.heard(fact); }

  get seqs(): number[] { return this.room.newest?.shown.map(({ seq }) => seq) ?? []; }
}

/** Somebody who has just arrived and has read the newest page: three messages up to `last`. */
function readerAt(last: number): Reader {
  const reader = new Reader();
  reader.room.welcomed(last);
  reader.room.caughtUp({ seq: last });
  reader.room.load({ before: last + 1 });
  reader.answer(saidFrom(last - 2, last), true);
  reader.asked = [];
  return reader;
}

describe('a room that is heard', () => {
  it('begins at its end, where the connection was seated', () => {
    const reader = new Reader();
    expect(reader.room.position).toBeUndefined();
    reader.room.welcomed(9);
    reader.room.caughtUp({ seq: 9 });
    expect([reader.room.position, reader.asked]).toEqual([{ seq: 9 }, []]);
    reader.hears(said(10));
    expect([reader.seqs, reader.live]).toEqual([[10], [10]]);
  });

  it('takes the next fact, and drops one that it has', () => {
    const reader = readerAt(9);
    reader.hears(said(10), said(10), said(3));
    expect([reader.seqs, reader.asked]).toEqual([[7, 8, 9, 10], []]);
  });

  it('fills a hole before it goes on', () => {
    const reader = readerAt(9);
    reader.hears(said(12), said(13));
    expect([reader.seqs, reader.asked]).toEqual([[7, 8, 9], [{ after: 9, before: 13 }]]);
    reader.answer(saidFrom(10, 12));
    expect([reader.room.last, reader.asked.at(-1)]).toEqual([12, { after: 12, before: 14 }]);
    reader.answer([said(13)]);
    expect([reader.seqs, reader.asked.length]).toEqual([[7, 8, 9, 10, 11, 12, 13], 2]);
  });

  it('takes what comes while a hole is being filled once', () => {
    const reader = readerAt(9);
    reader.hears(said(11));
    reader.hears(said(10), said(11), said(12));
    reader.answer(saidFrom(10, 11));
    expect([reader.seqs, reader.asked.length]).toEqual([[7, 8, 9, 10, 11, 12], 1]);
  });

  it('takes from a page only what is next', () => {
    const reader = readerAt(9);
    reader.hears(said(15));
    reader.answer([said(10), said(12)]);
    expect([reader.room.last, reader.asked.at(-1)]).toEqual([10, { after: 10, before: 16 }]);
  });

  it('notices by a heartbeat that it is deaf', () => {
    const reader = readerAt(9);
    reader.room.reached(9);
    expect(reader.asked).toEqual([]);
    reader.room.reached(11);
    expect(reader.asked).toEqual([{ after: 9, before: 12 }]);
  });

  it('does not ask for ever when the server has nothing more', () => {
    const reader = readerAt(9);
    reader.room.reached(11);
    reader.answer([]);
    expect(reader.asked).toHaveLength(1);
  });

  it('counts facts of a kind it does not know, and shows nothing of them', () => {
    const reader = readerAt(9);
    reader.hears({ type: 'unknown', room: 'lobby', seq: 10, at: 0, user: bob }, said(11));
    expect([reader.room.last, reader.seqs, reader.asked]).toEqual([11, [7, 8, 9, 11], []]);
  });

  it('probes a connection that may have died in its sleep', () => {
    const reader = readerAt(9);
    reader.room.probe();
    reader.answer([said(10)]);
    expect(reader.room.last).toBe(10);
  });
});

describe('a room after a reconnect', () => {
  it('says how far it is known, and when that was', () => {
    const reader = readerAt(9);
    expect(reader.room.position).toEqual({ seq: 9, at: said(9).at });
    reader.hears(said(10));
    expect(reader.room.position).toEqual({ seq: 10, at: said(10).at });
  });

  it('takes what it missed, which is not news, and then asks for nothing', () => {
    const reader = readerAt(9);
    reader.comesBack(11);
    reader.hears(said(10), said(11));
    reader.room.caughtUp({ seq: 11 });
    reader.hears(said(12));
    expect([reader.seqs, reader.live, reader.asked]).toEqual([[7, 8, 9, 10, 11, 12], [12], []]);
  });

  it('asks only after it is seated', () => {
    const reader = readerAt(9);
    reader.comesBack(12);
    reader.hears(said(11));
    expect(reader.asked).toEqual([]);
    reader.room.caughtUp({ seq: 12 });
    expect(reader.asked).toEqual([{ after: 9, before: 13 }]);
  });

  it('asks again for a hole whose answer was lost', () => {
    const reader = readerAt(9);
    reader.hears(said(11));
    reader.comesBack(11);
    reader.room.caughtUp({ seq: 11 });
    expect(reader.asked).toEqual([{ after: 9, before: 12 }, { after: 9, before: 12 }]);
  });

  it('begins anew when it is told to', () => {
    const reader = readerAt(9);
    reader.comesBack(5);
    reader.room.reset({ head: 5, facts: saidFrom(4, 5), more: true });
    reader.room.caughtUp({ seq: 5 });
    reader.hears(said(6));
    expect([reader.seqs, reader.room.message(9), reader.asked]).toEqual([[4, 5, 6], undefined, []]);
    reader.room.older(reader.room.newest!);
    expect(reader.asked).toEqual([{ before: 4 }]);
  });

  it('begins anew with nothing if the room is empty', () => {
    const reader = readerAt(9);
    reader.room.reset({ head: 0, facts: [], more: false });
    reader.hears(said(1));
    expect(reader.seqs).toEqual([1]);
  });
});

describe('history', () => {
  it('comes in front, one page at a time, while there is any', () => {
    const reader = readerAt(9);
    reader.room.older(reader.room.newest!);
    reader.room.older(reader.room.newest!);
    expect(reader.asked).toEqual([{ before: 7 }]);
    reader.answer(saidFrom(1, 6));
    reader.room.older(reader.room.newest!);
    expect([reader.seqs, reader.asked.length]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9], 1]);
  });

  it('around a message stands apart until the two meet', () => {
    const reader = readerAt(30);
    reader.room.load({ around: 10 });
    reader.answer(saidFrom(8, 12), true, true);
    expect(reader.seqs).toEqual([28, 29, 30]);
    const apart = reader.room.rangeAround(10)!;
    reader.room.newer(apart);
    expect(reader.asked.at(-1)).toEqual({ after: 12 });
    reader.answer(saidFrom(13, 32));
    expect([reader.seqs.at(0), reader.seqs.at(-1), reader.room.rangeAround(10)]).toEqual([8, 30, reader.room.newest]);
  });

  it('of a thread is known as messages, and leaves the holes', () => {
    const reader = readerAt(30);
    reader.room.load({ thread: 3 });
    reader.answer([said(3), said(7, bob, 'yes', { reply_to: 3, thread: 3 })]);
    expect([reader.room.message(7)?.text, reader.room.rangeAround(7), reader.seqs]).toEqual(['yes', undefined, [28, 29, 30]]);
  });

  it('of a long thread comes page by page, the newest first', () => {
    const reader = readerAt(30);
    const answer = (seq: number) => said(seq, bob, 'yes', { reply_to: 3, thread: 3 });
    reader.room.thread(3);
    reader.answer([answer(20), answer(25)], true);
    reader.room.thread(3);
    reader.answer([said(3), answer(7)]);
    reader.room.thread(3);
    expect(reader.asked).toEqual([{ thread: 3 }, { thread: 3, before: 20 }]);
    expect([3, 7, 20, 25].map((seq) => reader.room.message(seq)?.seq)).toEqual([3, 7, 20, 25]);
  });

  it('is not too old for what was heard while it was on its way', () => {
    const reader = readerAt(9);
    reader.room.older(reader.room.newest!);
    reader.hears(change(10, 'edited', 3, { text: 'new' }), change(11, 'reacted', 3, { emoji: '👍' }));
    reader.answer(saidFrom(1, 6));
    expect(reader.room.message(3)).toMatchObject({ text: 'new', state: { edited: 10, reactions: [{ count: 1 }] } });
  });

  it('is not made older by what it knows already', () => {
    const reader = readerAt(9);
    reader.comesBack(13);
    const state = { reactions: [{ emoji: '👍', count: 30, users: [] }] }; // too many to be named
    reader.hears(said(10, bob, 'hi', { state }), change(11, 'reacted', 10, { emoji: '👍' }));
    expect(reader.room.message(10)?.state?.reactions?.[0]?.count).toBe(30);
    reader.hears(said(12), said(13), change(14, 'reacted', 10, { emoji: '👍' }));
    expect(reader.room.message(10)?.state?.reactions?.[0]?.count).toBe(31);
  });

  it('is forgotten but for the newest rows', () => {
    const reader = readerAt(9);
    reader.room.trim(2);
    expect([reader.seqs, reader.room.message(7), reader.room.last]).toEqual([[8, 9], undefined, 9]);
  });
});
