import { lobby, type Intent, type Refused } from './protocol';

/** Why something was not done. */
export type Refusal = Pick<Refused, 'code' | 'message' | 'retryable'>;

/** Something on its way to the server. The same `client_id` always means the same intent. */
export interface Letter {
  client_id: string;
  intent: Intent;
  user?: string; // who wrote it, if that was known
  refusal?: Refusal; // for good: it waits for somebody to decide
}
/** A letter that is kept. Who writes later gets a higher `order`, over all pages of the browser. */
export interface Kept extends Letter { order: number }

/** A letter as this page knows it. */
export interface Unsent extends Letter {
  order?: number; // unless it could not be kept
  ready: boolean;
  asked: boolean;
  later?: Refusal; // the server cannot keep it now; it goes again by itself
  seq?: number; // given once the server has it; it is shown until the fact itself is
}

/** The room whose order an intent keeps. A new name is told in the lobby. */
export function roomOf(intent: Intent): string {
  return 'room' in intent ? intent.room : lobby;
}

export function refusalOf({ code, message, retryable }: Refusal): Refusal { return { code, message, retryable }; }

/** What is kept of it. */
export function letterOf({ client_id, intent, user, order, refusal }: Unsent): Letter {
  return { client_id, intent, ...(user && { user }), ...(order !== undefined && { order }), ...(refusal && { refusal }) };
}

/**
 * What is unsent, together with what pages have kept by now. `before` are the orders known here when that was read:
 * of these, what is not kept any more another page has done with.
 */
export function merged(mine: readonly Unsent[], kept: readonly Kept[], before: ReadonlySet<number | undefined>): Unsent[] {
  const there = new Set(kept.map(({ client_id }) => client_id));
  const here = new Set(mine.map(({ client_id }) => client_id));
  const left = mine.filter(({ client_id, order, asked, seq }) =>
    asked || seq !== undefined || order === undefined || !before.has(order) || there.has(client_id));
  const others = kept.filter(({ client_id, order }) => !here.has(client_id) && !before.has(order));
  return [...left, ...others.map((letter) => ({ ...letter, ready: true, asked: false }))]
    .sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0); // what has no order yet is the newest
}

export const anotherPerson: Refusal = { code: 'another_person', message: 'written as another person', retryable: false };
