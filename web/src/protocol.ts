import type { Fact, User } from './facts';

/** What the two sides of `kotori.v1` say, one type a message. `id` is added by the connection; every answer repeats it. */

export const lobby = 'lobby';

/** What somebody wants to become a fact. It goes through the outbox, which gives it a `client_id`. */
export type Intent =
  | { type: 'say'; room: string; text: string; reply_to?: number }
  | { type: 'edit'; room: string; seq: number; text: string }
  | { type: 'delete' | 'pin' | 'unpin'; room: string; seq: number }
  | { type: 'react' | 'unreact'; room: string; seq: number; emoji: string }
  | { type: 'open'; room: string; topic?: string }
  | { type: 'join' | 'leave' | 'close'; room: string }
  | { type: 'topic'; room: string; topic: string }
  | { type: 'rename'; name: string };

/** The last fact of a room that one has. The time tells it from another of that number, in files that were put back. */
export interface Position { room: string; seq: number; at?: number }
export interface Resume { epoch: string; rooms: Position[] }
export interface Hello { type: 'hello'; device: string; resume?: Resume }

/** At most one of before, after and around; none of them: the newest. */
export interface AskHistory {
  type: 'history'; room: string; before?: number; after?: number; around?: number; thread?: number; limit?: number;
}
/** The facts after one seq and before another. */
export interface AskFill { type: 'fill'; room: string; after: number; before: number }
export interface AskRooms { type: 'rooms'; after?: string; limit?: number }
export type Question = Hello | AskHistory | AskFill | AskRooms | (Intent & { client_id: string });

/** Not answered unless refused. */
export type Remark = { type: 'typing'; room: string } | { type: 'read'; room: string; seq: number };

// Answers.
export interface Limits { text_bytes: number; name_characters: number; topic_bytes: number; history: number; rooms: number; resumed: number }
export interface RoomState { room: string; head: number; read: number; unread: number; topic: string; closed: boolean }
/** `heartbeat` in milliseconds; the lobby is the first of the rooms. */
export interface Welcome {
  type: 'welcome'; id: string; user: User; epoch: string; heartbeat: number; rooms: RoomState[]; limits: Limits;
}
/** Without a seq it was so already. */
export interface Ok { type: 'ok'; id: string; seq?: number; at?: number }
export interface Refused { type: 'refused'; id: string; code: string; message: string; path?: string; retryable: boolean }
/** `more` lie in the direction asked for (around a seq: before it), and `newer` after it. */
export interface History { type: 'history'; id: string; room: string; facts: Fact[]; more: boolean; newer?: boolean }
export interface RoomSummary { room: string; topic: string; members: number }
export interface RoomList { type: 'rooms'; id: string; rooms: RoomSummary[]; more: boolean }
export type Answer = Welcome | Ok | Refused | History | RoomList;

// What one connection is told without having asked.
/** From here on this connection hears the room; `here` are at most a hundred of the `count` who are there. */
export interface CaughtUp { type: 'caught_up'; room: string; seq: number; here: User[]; count: number }
/** What was known of the room does not fit any more: it begins anew with these facts, the newest. */
export interface Reset { type: 'reset'; room: string; epoch: string; head: number; facts: Fact[]; more: boolean }
export interface Heartbeat { type: 'heartbeat'; rooms: { room: string; seq: number }[] }
export interface ReadElsewhere { type: 'read'; room: string; seq: number }
export interface Membership { type: 'membership'; room: string; member: boolean }

// What passes without a number.
export interface Presence { type: 'here' | 'gone'; room: string; user: User }
/** Too many to tell of each; with `here` no longer: these it are. */
export interface Crowd { type: 'crowd'; room: string; count: number; here?: User[] }
export interface Writing { type: 'typing'; room: string; users: User[] }

export type RoomNews = Fact | CaughtUp | Reset | ReadElsewhere | Presence | Crowd | Writing;
export type News = RoomNews | Heartbeat | Membership;
