import { describe, expect, it } from 'vitest';
import type { Fact } from './protocol';
import { rowsOf, unsentRow } from './rows';
import { ann, bob, said } from './testing/surroundings';

const now = said(1).at;
const minutes = (count: number) => count * 60_000;
const classes = (fact: Fact, previous?: Fact) => rowsOf(fact, previous, ann.id, now).map(({ className }) => className);

describe('rows', () => {
  it('begin a day with its name', () => {
    expect(classes(said(1))).toEqual(['day', 'said']);
    expect(classes({ ...said(2), at: now + minutes(24 * 60) }, said(1))).toEqual(['day', 'said']);
  });

  it('of one person in one breath stand together', () => {
    expect(classes({ ...said(2), at: now + minutes(4) }, said(1))).toEqual(['said continued']);
    expect(classes({ ...said(2), at: now + minutes(6) }, said(1))).toEqual(['said']);
    expect(classes(said(2, ann), said(1))).toEqual(['said own']);
    expect(classes(said(2, { ...bob, name: 'Robert' }), said(1))).toEqual(['said']);
  });

  it('show what was said as text, whatever it is', () => {
    const [row] = rowsOf(said(2, bob, '<img src=x>'), said(1), ann.id, now);
    expect(row?.querySelector('img')).toBeNull();
    expect(row?.querySelector('.text')?.textContent).toBe('<img src=x>');
  });

  it('tell of a new name', () => {
    const [row] = rowsOf({ type: 'renamed', room: 'lobby', seq: 2, at: now, user: bob, was: 'user1' }, said(1), ann.id, now);
    expect(row?.textContent).toBe('user1 is now Bob');
  });

  it('show nothing of an unknown fact', () => {
    expect(classes({ type: 'unknown', room: 'lobby', seq: 2 }, said(1))).toEqual([]);
  });

  it('of a refused message offer to retry and to discard it', () => {
    const pressed: string[] = [];
    const refusal = { code: 'text_too_long', message: '', retryable: false };
    const row = unsentRow({ client_id: 'a', text: 'hi', order: 1, refusal }, () => pressed.push('retry'), () => pressed.push('discard'));
    for (const button of row.querySelectorAll('button')) button.click();
    expect(pressed).toEqual(['retry', 'discard']);
    expect(row.textContent).toContain('The message is too long.');
  });
});
