import { describe, expect, it } from 'vitest';
import { isSendingEnter } from './enter';

const key = (fields: KeyboardEventInit) => new KeyboardEvent('keydown', { key: 'Enter', ...fields });

describe('Enter', () => {
  it('sends', () => expect(isSendingEnter(key({}))).toBe(true));
  it('with Shift breaks the line', () => expect(isSendingEnter(key({ shiftKey: true }))).toBe(false));
  it('within a composition does not send', () => expect(isSendingEnter(key({ isComposing: true }))).toBe(false));
  it('that ends a composition in Safari does not send', () => {
    expect(isSendingEnter(Object.defineProperty(key({}), 'keyCode', { value: 229 }))).toBe(false);
  });
  it('is not any other key', () => expect(isSendingEnter(key({ key: 'a' }))).toBe(false));
});
