import { describe, expect, it } from 'vitest';
import { ReadCursor } from './read_cursor';
import { ann, change, said } from './testing/facts';
import { TestSurroundings } from './testing/surroundings';

class Reader {
  surroundings = new TestSurroundings();
  told: number[] = [];
  cursor = new ReadCursor(this.surroundings, (seq) => this.told.push(seq));
  get shown() { return [this.cursor.unread.value, this.cursor.marker.value]; }
}

/** Somebody who has read up to 5, of which the server knows. */
function reader(unread = 0, head = 5): Reader {
  const one = new Reader();
  one.cursor.welcomed({ read: 5, unread, head });
  one.cursor.entered();
  return one;
}

describe('what is unread', () => {
  it('is what the server says, with a line where one had come to', () => {
    expect(reader(3, 9).shown).toEqual([3, 5]);
    expect(reader(0).shown).toEqual([0, undefined]);
  });

  it('is what others have said, once everything since is known', () => {
    const one = reader(3, 9);
    one.cursor.counted(1);
    expect(one.shown).toEqual([1, 5]);
  });

  it('is nothing in a room that one has never looked at', () => {
    const one = new Reader();
    one.cursor.welcomed({ read: 0, unread: 900, head: 900 });
    one.cursor.entered();
    expect(one.shown).toEqual([0, undefined]);
  });

  it('grows by what others say while one does not look', () => {
    const one = reader();
    one.cursor.added([said(6), said(7, ann), change(8, 'edited', 6)], ann.id, false);
    one.cursor.added([said(9)], ann.id, true);
    expect(one.shown).toEqual([1, 5]);
  });

  it('is not counted again when it is caught up with', () => {
    const one = reader(3, 9);
    one.cursor.added([said(6), said(7), said(8), said(9), said(10)], ann.id, false);
    expect(one.shown).toEqual([4, 5]);
  });

  it('is nothing once one has looked, but the line stays until one goes', () => {
    const one = reader(3, 9);
    one.cursor.looked(9);
    expect(one.shown).toEqual([0, 5]);
    one.cursor.left();
    expect(one.shown).toEqual([0, undefined]);
  });

  it('stays while one looks at a room that is not known yet', () => {
    const one = reader(3, 9);
    one.cursor.looked(0);
    expect([one.shown, one.told]).toEqual([[3, 5], []]);
  });

  it('is what is left when one has read further on another device, where the line goes', () => {
    const one = reader(4, 9);
    one.cursor.elsewhere(7, 2);
    expect(one.shown).toEqual([2, 7]);
    one.cursor.elsewhere(6, 3);
    expect(one.shown).toEqual([2, 7]);
    one.cursor.elsewhere(9, 0);
    expect(one.shown).toEqual([0, undefined]);
  });

  it('is told to the server at most once a second, and only what is new', async () => {
    const one = reader();
    for (const seq of [6, 7, 8, 8]) one.cursor.looked(seq);
    expect(one.told).toEqual([6]);
    await one.surroundings.turn(1000);
    expect(one.told).toEqual([6, 8]);
    one.cursor.looked(8);
    await one.surroundings.turn(5000);
    expect(one.told).toEqual([6, 8]);
  });

  it('is told again when it went down with a connection', async () => {
    const one = reader();
    one.cursor.looked(8);
    await one.surroundings.turn(1000);
    one.cursor.welcomed({ read: 5, unread: 3, head: 8 });
    expect([one.told, one.shown]).toEqual([[8, 8], [0, undefined]]);
  });

  it('is what came after that, if more was missed, with a line where one had truly come to', async () => {
    const one = reader();
    one.cursor.looked(8);
    await one.surroundings.turn(1000);
    one.cursor.welcomed({ read: 5, unread: 1003, head: 1008 });
    expect([one.told, one.shown]).toEqual([[8, 8], [1000, 8]]);
  });

  it('stays while one looks at what was there before one missed more', () => {
    const one = reader();
    one.cursor.welcomed({ read: 5, unread: 3, head: 8 });
    one.cursor.looked(5);
    expect(one.shown).toEqual([3, 5]);
    one.cursor.looked(8);
    expect([one.shown, one.told]).toEqual([[0, 5], [8]]);
  });

  it('begins where one had come to, not at a line above what one has read since', () => {
    const one = reader(3, 8);
    one.cursor.looked(8);
    one.cursor.welcomed({ read: 8, unread: 2, head: 10 });
    expect(one.shown).toEqual([2, 8]);
    one.cursor.welcomed({ read: 8, unread: 4, head: 12 });
    expect(one.shown).toEqual([4, 8]);
  });

  it('begins anew with another log', () => {
    const one = reader(3, 9);
    one.cursor.forget();
    one.cursor.welcomed({ read: 2, unread: 1, head: 3 });
    expect(one.shown).toEqual([1, 2]);
  });
});
