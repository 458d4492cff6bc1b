import type { Change, Fact, Said, User } from '../facts';

export const ann: User = { id: '1', name: 'Ann' };
export const bob: User = { id: '2', name: 'Bob' };
export const noon = Date.UTC(2026, 0, 1, 12);

/** Bob said something, unless told otherwise; always in the lobby. */
export function said(seq: number, user: User = bob, text = `text ${seq}`, more: Partial<Said> = {}): Said {
  return { type: 'said', room: 'lobby', seq, at: noon, user, text, ...more };
}

export function saidFrom(first: number, last: number): Said[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => said(first + index));
}

/** Bob did something to `message`, unless told otherwise. */
export function change(seq: number, type: Change['type'], message: number, more: Partial<Fact> = {}): Change {
  return { type, room: 'lobby', seq, at: noon, user: bob, message, ...more } as Change;
}
