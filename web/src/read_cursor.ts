import { signal } from '@preact/signals';
import type { Fact } from './facts';
import type { RoomState } from './protocol';
import type { Surroundings } from './surroundings';

const pause = 1000;

/**
 * How far one has read a room, on whichever device: the server keeps it. `unread` counts what others have said since, or
 * all that has happened, until that is known. The line "new" stands after the seq `marker` until one goes away, so that
 * it does not vanish while one looks at it.
 */
export class ReadCursor {
  readonly unread = signal(0);
  readonly marker = signal<number | undefined>(undefined);
  #read = 0;
  #counted = 0; // what is said up to here is in `unread`
  #saidAt = -Infinity;
  #waiting = false;

  constructor(
    private readonly surroundings: Pick<Surroundings, 'now' | 'after'>,
    private readonly tell: (seq: number) => void,
  ) {}

  get read(): number { return this.#read; }

  /** What the server knows. Who has never looked at a room has nothing unread in it. */
  welcomed({ read, unread, head }: Pick<RoomState, 'read' | 'unread' | 'head'>): void {
    const untold = Math.max(0, this.#read - read); // what went down with the last connection, or is not kept yet
    const allWasRead = this.unread.value === 0;
    this.#counted = head;
    this.#read = read + untold;
    this.unread.value = this.#read > 0 ? Math.max(0, unread - untold) : 0;
    if (this.unread.value > 0 && allWasRead) this.marker.value = this.#read;
    if (untold > 0) this.#tellSoon();
  }

  /** The log is another one. */
  forget(): void {
    this.#read = this.#counted = this.unread.value = 0;
    this.marker.value = undefined;
  }

  added(facts: readonly Fact[], me: string | undefined, looking: boolean): void {
    const fresh = facts.filter((fact) => fact.type === 'said' && fact.seq > this.#counted && fact.user.id !== me);
    this.#counted = Math.max(this.#counted, facts.at(-1)?.seq ?? 0);
    if (looking || fresh.length === 0) return;
    if (this.unread.value === 0 && this.#read > 0) this.marker.value = this.#read;
    this.unread.value += fresh.length;
  }

  /** Everything since is known: others have said so much. */
  counted(said: number): void { if (this.#read > 0) this.unread.value = said; }

  /** The room is entered: from now on the line stands where one had come to. */
  entered(): void { this.marker.value = this.unread.value > 0 && this.#read > 0 ? this.#read : undefined; }
  left(): void { this.marker.value = undefined; }

  /** Everything up to `last` has been looked at. */
  looked(last: number): void {
    if (last < Math.max(this.#read, this.#counted)) return; // before the room is known, or what was missed of it
    this.unread.value = 0;
    if (last === this.#read) return;
    this.#read = last;
    this.#tellSoon();
  }

  /** So far one has read on another device, after which others have said `left` more. */
  elsewhere(seq: number, left: number): void {
    if (seq <= this.#read) return;
    this.#read = seq;
    this.unread.value = left;
    if (this.marker.value !== undefined) this.marker.value = left > 0 ? seq : undefined;
  }

  #tellSoon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    const rest = this.#saidAt + pause - this.surroundings.now();
    if (rest <= 0) this.#tellNow();
    else this.surroundings.after(rest, () => this.#tellNow());
  }

  #tellNow(): void {
    this.#waiting = false;
    this.#saidAt = this.surroundings.now();
    this.tell(this.#read);
  }
}
