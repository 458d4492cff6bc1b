import { computed, signal } from '@preact/signals';
import { Connection, type ConnectionState, type Surroundings } from './connection';
import { Outbox, type Refusal, type Unsent } from './outbox';
import { isFactEvent, type Event, type Fact, type Limits, type User, type Welcome } from './protocol';
import { Room, type Page, type RoomListener } from './room';
import { deviceOf, randomId, type Store } from './storage';

export type Status = 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'stopped';

const lobby = 'lobby';
const lostTouch: Refusal = { code: 'not_connected', message: 'not connected', retryable: true };

/** The conversation as the page sees it: signals to show, and the few things a person can do. */
export class Chat {
  readonly me = signal<User | undefined>(undefined);
  readonly people = signal<readonly User[]>([]);
  readonly limits = signal<Limits>({ text_bytes: 16_000, name_characters: 32, history: 100 });
  readonly unsent = signal<readonly Unsent[]>([]);
  readonly online = signal(true);
  readonly status = computed<Status>(() => this.#status());

  readonly room: Room;
  readonly #outbox: Outbox;
  readonly #connection: Connection;
  readonly #state = signal<ConnectionState>('connecting');
  readonly #everConnected = signal(false);
  #welcomedAt = 0; // the head at the welcome: names up to there are in the welcome already

  #timeline: RoomListener | undefined;

  constructor(store: Store, surroundings: Surroundings) {
    this.#outbox = new Outbox(store, randomId, () => surroundings.now(), () => this.#showUnsent());
    this.room = new Room((page) => void this.#askHistory(page), {
      replaced: () => this.#replaced(),
      preceded: () => this.#timeline?.preceded(),
      added: (facts, live) => this.#added(facts, live),
    });
    this.#connection = new Connection(deviceOf(store), surroundings, {
      changed: (state) => { this.#state.value = state; },
      welcomed: (welcome) => this.#welcomed(welcome),
      heard: (event) => this.#heard(event),
    });
    this.#showUnsent();
  }

  /** From now on `timeline` hears what becomes of the room's facts. */
  watch(timeline: RoomListener): void { this.#timeline = timeline; }

  connect(): void { this.#connection.connect(); }

  /** The page is looked at again, or the network has come or gone. */
  wake(online: boolean): void {
    this.online.value = online;
    if (!online) return;
    this.#connection.wake();
    if (this.#state.value === 'connected') this.room.probe();
  }

  #renaming = randomId();

  say(text: string): void { void this.#send(this.#outbox.add(text)); }
  retry(client_id: string): void { for (const message of this.#outbox.retry(client_id)) void this.#send(message); }
  discard(client_id: string): void { this.#outbox.discard(client_id); }

  /** Nothing if the new name stands, else why not. */
  async rename(name: string): Promise<Refusal | undefined> {
    const answer = await this.#connection.ask({ type: 'rename', client_id: this.#renaming, name });
    // What was not kept is owed: until its id comes again, the room takes nothing else of this device.
    if (answer?.type !== 'refused' || !answer.retryable) this.#renaming = randomId();
    if (answer?.type === 'ok') return undefined;
    return answer?.type === 'refused' ? answer : lostTouch;
  }

  #status(): Status {
    const state = this.#state.value;
    if (state === 'connected' || state === 'stopped') return state;
    if (!this.online.value) return 'offline';
    return this.#everConnected.value ? 'reconnecting' : 'connecting';
  }

  #welcomed(welcome: Welcome): void {
    const state = welcome.rooms.find(({ room }) => room === lobby);
    this.#everConnected.value = true;
    this.me.value = welcome.user;
    this.limits.value = welcome.limits;
    this.people.value = state?.here ?? [];
    this.#welcomedAt = state?.head ?? 0;
    // First these, so that what the server has already is known before the history shows it.
    for (const message of this.#outbox.unanswered) void this.#send(message);
    this.room.welcomed(welcome.epoch, this.#welcomedAt);
  }

  #heard(event: Event): void {
    if (event.room !== lobby) return;
    if (isFactEvent(event)) return this.room.heard(event);
    const others = this.people.value.filter(({ id }) => id !== event.user.id);
    this.people.value = event.type === 'here' ? [...others, event.user] : others;
  }

  #replaced(): void {
    this.#outbox.seenUpTo(Infinity); // what was accepted is in the new history, or gone with the old epoch
    this.#showUnsent();
    this.#timeline?.replaced();
  }

  #added(facts: readonly Fact[], live: boolean): void {
    for (const fact of facts) {
      if (fact.type === 'renamed' && fact.seq > this.#welcomedAt) this.#renamed(fact.user);
    }
    this.#outbox.seenUpTo(this.room.last);
    this.#showUnsent();
    this.#timeline?.added(facts, live);
  }

  #renamed(user: User): void {
    if (user.id === this.me.value?.id) this.me.value = user;
    this.people.value = this.people.value.map((other) => (other.id === user.id ? user : other));
  }

  async #send({ client_id, text }: Unsent): Promise<void> {
    const answer = await this.#connection.ask({ type: 'say', room: lobby, client_id, text });
    if (answer?.type === 'ok') this.#outbox.accepted(client_id, answer.seq, this.room.last);
    if (answer?.type === 'refused') this.#outbox.refused(client_id, answer);
    // No answer: it stays in the outbox and goes again after the next welcome.
  }

  async #askHistory(page: Page): Promise<void> {
    const answer = await this.#connection.ask({ type: 'history', room: lobby, ...page, limit: this.limits.value.history });
    if (answer) this.room.received(page, answer.type === 'history' ? answer : undefined);
  }

  #showUnsent(): void { this.unsent.value = [...this.#outbox.unsent]; }
}
