import { describe, expect, it } from 'vitest';
import { read } from './reading';
import { said } from './testing/facts';

const heard = (message: unknown) => read(JSON.stringify(message));

describe('what the server says', () => {
  it('is understood, with fields that are not known', () => {
    expect(heard({ ...said(1), mood: 'good' })).toMatchObject(said(1));
    expect(heard({ type: 'ok', id: '1', mood: 'good' })).toMatchObject({ type: 'ok', id: '1' });
    expect(heard({ type: 'read', room: 'lobby', seq: 4 })).toEqual({ type: 'read', room: 'lobby', seq: 4 });
  });

  it.each([['text', '{'], ['a number', '1'], ['null', 'null'], ['an unknown type', '{"type":"party"}'],
    ['an unknown answer', '{"type":"party","id":"1"}'], ['a refusal of nothing', '{"type":"refused","code":"malformed"}'],
  ])('is ignored if it is %s', (_, frame) => expect(read(frame)).toBeUndefined());

  it('keeps its number though its kind is not known, alone or in a page', () => {
    const { text: _, ...bare } = said(7);
    const unknown = { ...bare, type: 'unknown' };
    const party = { ...said(7), type: 'party' };
    expect(heard(party)).toEqual(unknown);
    expect(heard({ type: 'history', id: '1', room: 'lobby', facts: [party, said(8)], more: false })).toMatchObject({ facts: [unknown, said(8)] });
    expect(heard({ type: 'reset', room: 'lobby', epoch: 'e', head: 8, facts: [party], more: false })).toMatchObject({ facts: [unknown] });
    expect(heard({ type: 'history', id: '1', room: 'lobby' })).toMatchObject({ facts: [] });
  });
});
