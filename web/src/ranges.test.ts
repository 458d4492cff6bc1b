import { describe, expect, it } from 'vitest';
import { Ranges } from './ranges';
import { change, said, saidFrom } from './testing/facts';

function ranges(...pages: [first: number, last: number][]): Ranges {
  const all = new Ranges();
  for (const [first, last] of pages) all.add(first, last, saidFrom(first, last));
  return all;
}

const bounds = (all: Ranges) => all.all.map(({ first, last }) => [first, last]);
const shown = (all: Ranges) => all.all.map((range) => range.shown.map(({ seq }) => seq));

describe('what is known of a room', () => {
  it('stays apart where something is missing in between', () => {
    expect(bounds(ranges([1, 3], [7, 9]))).toEqual([[1, 3], [7, 9]]);
    expect(bounds(ranges([7, 9], [1, 3]))).toEqual([[1, 3], [7, 9]]);
  });

  it('becomes one where it touches or overlaps, each fact once', () => {
    expect(shown(ranges([1, 3], [4, 6]))).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(shown(ranges([1, 4], [3, 6]))).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(shown(ranges([1, 2], [5, 6], [3, 4]))).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(bounds(ranges([2, 3], [6, 7], [1, 9]))).toEqual([[1, 9]]);
  });

  it('is found by a seq, also by one that shows nothing', () => {
    const all = ranges([1, 3]);
    all.append(change(4, 'edited', 2, { text: 'x' }));
    expect(all.around(4)?.shown).toHaveLength(3);
    expect(all.around(5)).toBeUndefined();
  });

  it('begins empty at the end of the room, and grows both ways', () => {
    const all = new Ranges();
    all.begin(9);
    expect(all.around(9)).toBeUndefined();
    all.append(said(10));
    all.add(5, 9, saidFrom(5, 9));
    expect(shown(all)).toEqual([[5, 6, 7, 8, 9, 10]]);
  });

  it('is cut to its newest rows', () => {
    const all = ranges([1, 3], [5, 9]);
    all.trim(2);
    expect([bounds(all), shown(all)]).toEqual([[[8, 9]], [[8, 9]]]);
    all.trim(5);
    expect(bounds(all)).toEqual([[8, 9]]);
  });
});
