/** What the two sides of `kotori.v1` say, one type a message. Unknown fields and unknown types are ignored. */

export interface User { id: string; name: string }

// From the client. `id` is added by the connection; every answer repeats it.
export interface Hello { type: 'hello'; device: string }
export interface Say { type: 'say'; room: string; client_id: string; text: string }
export interface Rename { type: 'rename'; client_id: string; name: string }
export interface AskHistory { type: 'history'; room: string; before?: number; after?: number; limit: number }
export type Command = Hello | Say | Rename | AskHistory;

// Answers.
export interface Limits { text_bytes: number; name_characters: number; history: number }
export interface RoomState { room: string; head: number; here: User[] }
export interface Welcome { type: 'welcome'; id: string; user: User; epoch: string; rooms: RoomState[]; limits: Limits }
export interface Ok { type: 'ok'; id: string; seq?: number; at?: number }
export interface Refused { type: 'refused'; id: string; code: string; message: string; path?: string; retryable: boolean }
export interface History { type: 'history'; id: string; room: string; facts: Fact[]; more: boolean }
export type Answer = Welcome | Ok | Refused | History;

// Facts: what happened in a room, numbered without holes; `at` is in milliseconds since 1970.
export interface Said { type: 'said'; room: string; seq: number; at: number; user: User; text: string }
export interface Renamed { type: 'renamed'; room: string; seq: number; at: number; user: User; was: string }
/** A kind of fact younger than this client: it shows nothing, yet its number counts. */
export interface UnknownFact { type: 'unknown'; room: string; seq: number }
export type Fact = Said | Renamed | UnknownFact;

// What passes without a number.
export interface Here { type: 'here'; room: string; user: User }
export interface Gone { type: 'gone'; room: string; user: User }

export type Event = Fact | Here | Gone;

type Fields = Record<string, unknown>;

/** One frame from the server, or nothing if it is of no use to us. */
export function read(frame: string): Answer | Event | undefined {
  let value: unknown;
  try { value = JSON.parse(frame); } catch { return undefined; }
  if (!isFields(value)) return undefined;
  if (typeof value.id === 'string') return toAnswer(value);
  if (isFact(value)) return toFact(value);
  return value.type === 'here' || value.type === 'gone' ? (value as unknown as Event) : undefined;
}

export function isAnswer(message: Answer | Event): message is Answer {
  return 'id' in message;
}

export function isFactEvent(event: Event): event is Fact {
  return 'seq' in event;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function toAnswer(value: Fields): Answer | undefined {
  switch (value.type) {
    case 'welcome': case 'ok': case 'refused': return value as unknown as Answer;
    case 'history': return { ...value, facts: factsOf(value.facts) } as unknown as History;
    default: return undefined;
  }
}

function factsOf(value: unknown): Fact[] {
  return Array.isArray(value) ? value.filter(isFields).filter(isFact).map(toFact) : [];
}

function isFact(value: Fields): boolean {
  return typeof value.seq === 'number' && typeof value.room === 'string';
}

function toFact(value: Fields): Fact {
  if (value.type === 'said' || value.type === 'renamed') return value as unknown as Fact;
  return { type: 'unknown', room: value.room as string, seq: value.seq as number };
}
