import { describe, expect, it } from 'vitest';
import { about, expected } from './expected';
import type { Intent } from './protocol';
import { ann, bob, said } from './testing/facts';

const unsent = (intent: Intent, more = {}) => ({ client_id: 'c', intent, ready: true, asked: true, ...more });
const wants = (...intents: Intent[]) => expected(said(3), intents.map((intent) => unsent(intent)), ann);
const on = { room: 'lobby', seq: 3 };

describe('a message of which one wants something', () => {
  it('looks as it will once that is done', () => {
    expect(wants({ type: 'edit', ...on, text: 'one' }, { type: 'edit', ...on, text: 'two' }).text).toBe('two');
    expect(wants({ type: 'delete', ...on }).state?.deleted).toBeDefined();
    expect(wants({ type: 'react', ...on, emoji: '👍' }).state?.reactions).toEqual([{ emoji: '👍', count: 1, users: [ann.id] }]);
    expect(wants({ type: 'react', ...on, emoji: '👍' }, { type: 'unreact', ...on, emoji: '👍' }).state?.reactions).toEqual([]);
    expect(wants({ type: 'pin', ...on }).state?.pinned).toBeDefined();
    expect(wants({ type: 'pin', ...on }, { type: 'unpin', ...on }).state?.pinned).toBeUndefined();
  });

  it('looks as it is if that was refused', () => {
    const refusal = { code: 'not_yours', message: '', retryable: false };
    expect(expected(said(3), [unsent({ type: 'edit', ...on, text: 'one' }, { refusal })], ann)).toEqual(said(3));
  });

  it('is told apart from those of other rooms', () => {
    const wanted = [unsent({ type: 'pin', ...on }), unsent({ type: 'pin', room: 'garden', seq: 3 }), unsent({ type: 'say', room: 'lobby', text: 'x' })];
    expect(about(wanted, 'lobby', 3)).toEqual([wanted[0]]);
    expect(expected(said(3, bob), about(wanted, 'lobby', 4), ann)).toEqual(said(3, bob));
  });
});
