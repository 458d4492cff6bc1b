import { describe, expect, it } from 'vitest';
import { read } from './protocol';
import { said } from './testing/surroundings';

const heard = (message: unknown) => read(JSON.stringify(message));

describe('what the server says', () => {
  it('is understood, with fields that are not known', () => {
    expect(heard({ ...said(1), mood: 'good' })).toMatchObject(said(1));
    expect(heard({ type: 'ok', id: '1', mood: 'good' })).toMatchObject({ type: 'ok', id: '1' });
  });

  it.each([['text', '{'], ['a number', '1'], ['null', 'null'], ['an unknown type', '{"type":"party"}'],
    ['an unknown answer', '{"type":"party","id":"1"}'], ['a refusal of nothing', '{"type":"refused","code":"malformed"}'],
  ])('is ignored if it is %s', (_, frame) => expect(read(frame)).toBeUndefined());

  it('keeps its number though its kind is not known, alone or in a page', () => {
    const edited = { type: 'edited', room: 'lobby', seq: 7, text: 'x' };
    const unknown = { type: 'unknown', room: 'lobby', seq: 7 };
    expect(heard(edited)).toEqual(unknown);
    expect(heard({ type: 'history', id: '1', room: 'lobby', facts: [edited, said(8)], more: false })).toMatchObject({ facts: [unknown, said(8)] });
    expect(heard({ type: 'history', id: '1', room: 'lobby' })).toMatchObject({ facts: [] });
  });
});
