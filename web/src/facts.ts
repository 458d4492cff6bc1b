/** What a room keeps for ever, numbered without holes; `at` is in milliseconds since 1970, for people to read. */

export interface User { id: string; name: string }

/** Those who answered a message with one character: the first twenty by their ids. */
export interface Reaction { emoji: string; count: number; users: string[] }

/** What has become of a message. Each number is the seq of the fact that did it last; `replies` of the thread it began. */
export interface MessageState { edited?: number; deleted?: number; pinned?: number; replies?: number; reactions?: Reaction[] }

interface InRoom { room: string; seq: number; at: number; user: User }

/** `thread` is the first message of the thread to which this belongs. Without a `state` nothing has become of it. */
export interface Said extends InRoom { type: 'said'; text: string; reply_to?: number; thread?: number; state?: MessageState }
export interface Edited extends InRoom { type: 'edited'; message: number; text: string }
export interface Deleted extends InRoom { type: 'deleted'; message: number }
export interface Reacted extends InRoom { type: 'reacted' | 'unreacted'; message: number; emoji: string }
export interface Pinned extends InRoom { type: 'pinned' | 'unpinned'; message: number }
export interface Member extends InRoom { type: 'joined' | 'left' }
export interface Renamed extends InRoom { type: 'renamed'; was: string }
export interface TopicSet extends InRoom { type: 'opened' | 'topic_set'; topic: string }
export interface Closed extends InRoom { type: 'closed' }
/** A kind of fact younger than this client: it shows nothing, yet its number counts. */
export interface UnknownFact extends InRoom { type: 'unknown' }

export type Change = Edited | Deleted | Reacted | Pinned;
export type Fact = Said | Change | Member | Renamed | TopicSet | Closed | UnknownFact;
/** Facts that have a row of their own; the others show in the row of the message that they are about. */
export type Shown = Said | Pinned | Member | Renamed | TopicSet | Closed;

const kinds: ReadonlySet<string> = new Set([
  'said', 'edited', 'deleted', 'reacted', 'unreacted', 'pinned', 'unpinned', 'joined', 'left', 'renamed', 'opened',
  'topic_set', 'closed',
]);
const silent: ReadonlySet<string> = new Set(['edited', 'deleted', 'reacted', 'unreacted', 'unpinned', 'unknown']);

export function isChange(fact: Fact): fact is Change {
  return 'message' in fact;
}

export function isShown(fact: Fact): fact is Shown {
  return !silent.has(fact.type);
}

/** Whatever has a place in a room is a fact, even if its kind is not known here. */
export function isFact(value: Record<string, unknown>): boolean {
  return typeof value.seq === 'number' && typeof value.room === 'string' && typeof value.at === 'number';
}

/** A fact as it came, if it is one. */
export function toFact(value: Record<string, unknown>): Fact {
  const { room, seq, at, user } = value as unknown as UnknownFact;
  return kinds.has(String(value.type)) ? (value as unknown as Fact) : { type: 'unknown', room, seq, at, user };
}
