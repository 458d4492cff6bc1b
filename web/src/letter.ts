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
