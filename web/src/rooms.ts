import { signal } from '@preact/signals';
import { ChatRoom, type Host } from './chat_room';
import type { User } from './facts';
import type { Heartbeat, Resume, RoomNews, Welcome } from './protocol';

/** The rooms that this connection hears, in the order in which they were entered; the lobby is the first. */
export class Rooms {
  readonly all = signal<ReadonlyMap<string, ChatRoom>>(new Map());
  #epoch = '';

  constructor(private readonly host: Host) {}

  /** How much is unread in all of them. */
  get unread(): number { return [...this.all.value.values()].reduce((sum, { cursor }) => sum + cursor.unread.value, 0); }

  get(name: string): ChatRoom | undefined { return this.all.peek().get(name); }

  /** How far each is known, to go on from there. */
  get resume(): Resume | undefined {
    const rooms = [...this.all.peek().values()].flatMap(({ name, room: { position } }) => (position ? [{ room: name, ...position }] : []));
    return rooms.length > 0 ? { epoch: this.#epoch, rooms } : undefined;
  }

  welcomed({ epoch, rooms }: Pick<Welcome, 'epoch' | 'rooms'>): void {
    if (epoch !== this.#epoch) for (const room of this.all.peek().values()) room.cursor.forget();
    this.#epoch = epoch;
    this.all.value = new Map(rooms.map(({ room }) => [room, this.get(room) ?? new ChatRoom(room, this.host)]));
    for (const state of rooms) this.get(state.room)?.welcomed(state);
  }

  heard(news: RoomNews): void { this.get(news.room)?.heard(news); }

  /** This connection hears a room. True if it is one that it did not hear before. */
  hears(name: string): boolean {
    if (this.all.peek().has(name)) return false;
    this.all.value = new Map([...this.all.peek(), [name, new ChatRoom(name, this.host)]]);
    return true;
  }

  forget(name: string): void {
    this.all.value = new Map([...this.all.peek()].filter(([other]) => other !== name));
  }

  reached({ rooms }: Heartbeat): void {
    for (const { room, seq } of rooms) this.get(room)?.room.reached(seq);
  }

  renamed(user: User): void {
    for (const { people } of this.all.peek().values()) people.renamed(user);
  }
}
