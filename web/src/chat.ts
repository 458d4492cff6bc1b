import { batch, computed, signal } from '@preact/signals';
import { Connection, type ConnectionState } from './connection';
import type { Fact, User } from './facts';
import type { Refusal, Unsent } from './letter';
import { Outbox } from './outbox';
import type { OutboxStore } from './outbox_store';
import { lobby, type Intent, type Limits, type News, type RoomList, type Welcome } from './protocol';
import { Rooms } from './rooms';
import { randomId } from './storage';
import type { Surroundings } from './surroundings';

export type Status = 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'stopped';

/** The conversation as the page sees it: signals to show, and the few things a person can do. */
export class Chat {
  readonly me = signal<User | undefined>(undefined);
  readonly limits = signal<Limits>({ text_bytes: 16_000, name_characters: 32, topic_bytes: 250, history: 100, rooms: 200, resumed: 1000 });
  readonly rooms: Rooms;
  /** The name of the room that the page shows, or wants to. */
  readonly place = signal(lobby);
  /** That room; nothing while it is not heard: then one may join it. */
  readonly room = computed(() => this.rooms.all.value.get(this.place.value));
  readonly unsent = signal<readonly Unsent[]>([]);
  readonly online = signal(true);
  readonly everConnected = signal(false);
  /** Whoever this page belonged to is signed out: it must be begun anew. */
  readonly signedOut = signal(false);
  readonly status = computed<Status>(() => this.#status());
  /** Set by the page: forgets what it keeps of a person itself. */
  forgetPerson: () => void = () => {};
  /** Set by the page: whether the newest message of the room that it shows is before somebody's eyes. */
  looking: () => boolean = () => false;

  readonly #outbox: Outbox;
  readonly #connection: Connection;
  readonly #state = signal<ConnectionState>('connecting');
  #namesUpTo = 0; // in the lobby: names up to here are in the welcome already
  #entering = false;

  constructor(private readonly store: OutboxStore, private readonly surroundings: Surroundings) {
    this.#connection = new Connection(store.device, surroundings, {
      changed: (state) => this.#became(state),
      resume: () => this.rooms.resume,
      welcomed: (welcome) => batch(() => this.#welcomed(welcome)),
      heard: (news) => batch(() => this.#heard(news)),
      signedOut: () => void this.#forgetPerson(),
    });
    const server = {
      now: () => surroundings.now(),
      random: () => surroundings.random(),
      after: (milliseconds: number, task: () => void) => surroundings.after(milliseconds, task),
      ask: this.#connection.ask.bind(this.#connection),
    };
    this.rooms = new Rooms({
      ...server,
      remark: (remark) => this.#connection.remark(remark),
      me: () => this.me.peek()?.id,
      looking: (room) => room === this.room.peek() && this.looking(),
      added: (facts) => this.#added(facts),
      replaced: () => this.#outbox.shown(),
    });
    const lastOf = (room: string) => this.rooms.get(room)?.room.last ?? Infinity;
    this.#outbox = new Outbox(store, server, randomId, lastOf, () => { this.unsent.value = [...this.#outbox.unsent]; });
  }

  /** True if what is on its way outlives this page. */
  get durable(): boolean { return this.store.durable; }

  /** What an earlier page has not sent goes first. */
  async start(): Promise<void> {
    await this.#outbox.gather();
    this.connect();
  }

  connect(): void { if (!this.signedOut.value) this.#connection.connect(); }

  /** The page is looked at again, or the network has come or gone. */
  wake(online: boolean): void {
    this.online.value = online;
    if (!online || this.signedOut.value) return;
    this.#connection.wake();
    this.room.value?.room.probe();
    void this.#outbox.gather(); // what a page left that has been closed meanwhile
  }

  /** Keeps it until it is done, and tells if it was refused: it then waits among `unsent` for somebody to decide. */
  do(intent: Intent): Promise<Refusal | undefined> { return this.#outbox.add(intent).outcome; }
  retry(client_id: string): void { void this.#outbox.retry(client_id); }
  discard(client_id: string): void { this.#outbox.discard(client_id); }

  /** The same for a form, which shows the refusal itself: nothing is left of what was refused. */
  async attempt(intent: Intent): Promise<Refusal | undefined> {
    const { client_id, outcome } = this.#outbox.add(intent);
    const refusal = await outcome;
    if (refusal) this.#outbox.discard(client_id);
    return refusal;
  }

  /** Opens or joins a room and goes there. */
  async enter(intent: Intent & { type: 'open' | 'join' }): Promise<Refusal | undefined> {
    this.#entering = true;
    const refusal = await this.attempt(intent);
    if (refusal) this.#entering = false;
    return refusal;
  }

  async leave(room: string): Promise<Refusal | undefined> {
    const refusal = await this.attempt({ type: 'leave', room });
    if (!refusal) this.#forget(room);
    return refusal;
  }

  /** Ends the session of this browser, and with it what this browser keeps of the person. */
  async signOut(): Promise<Refusal | undefined> {
    const status = await this.surroundings.signOut();
    if (status !== 204 && status !== 401) return { code: 'unavailable', message: '', retryable: true };
    await this.#forgetPerson();
    return undefined;
  }

  /** A page of the rooms that are open, those after the one named; nothing if there is no connection. */
  async browse(after?: string): Promise<RoomList | undefined> {
    const answer = await this.#connection.ask({ type: 'rooms', ...(after !== undefined && { after }), limit: this.limits.value.history });
    return answer?.type === 'rooms' ? answer : undefined;
  }

  #status(): Status {
    const state = this.#state.value;
    if (state === 'connected' || state === 'stopped') return state;
    if (!this.online.value) return 'offline';
    return this.everConnected.value ? 'reconnecting' : 'connecting';
  }

  #became(state: ConnectionState): void {
    if (this.#state.value === 'connected' && state !== 'connected') this.#outbox.disconnected();
    this.#state.value = state;
  }

  /** Signed out here, or from elsewhere: nothing of this person stays. */
  async #forgetPerson(): Promise<void> {
    this.#stop();
    this.forgetPerson();
    await this.#outbox.end();
  }

  #stop(): void {
    this.signedOut.value = true;
    this.#connection.stop();
  }

  #welcomed(welcome: Welcome): void {
    // What this page shows belongs to somebody else. What they have not sent waits for somebody to decide, see Outbox.
    if (this.me.value && this.me.value.id !== welcome.user.id) return this.#stop();
    this.me.value = welcome.user;
    this.limits.value = welcome.limits;
    this.#namesUpTo = welcome.rooms.find(({ room }) => room === lobby)?.head ?? 0;
    this.rooms.welcomed(welcome);
    this.everConnected.value = true;
    void this.#outbox.connected(welcome.user.id);
  }

  #heard(news: News): void {
    if (news.type === 'heartbeat') return this.rooms.reached(news);
    if (news.type === 'membership') {
      if (news.member) void this.attempt({ type: 'join', room: news.room }); // to hear it here, too
      else this.#forget(news.room);
      return;
    }
    if (news.type === 'caught_up' && this.rooms.hears(news.room) && this.#entering) this.place.value = news.room;
    if (news.type === 'caught_up') this.#entering &&= news.room !== this.place.value;
    this.rooms.heard(news);
  }

  #forget(room: string): void {
    this.rooms.forget(room);
    if (this.place.value === room) this.place.value = lobby;
    this.#outbox.shown();
  }

  #added(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.type !== 'renamed' || fact.seq <= this.#namesUpTo) continue;
      if (fact.user.id === this.me.value?.id) this.me.value = fact.user;
      this.rooms.renamed(fact.user);
    }
    this.#outbox.shown();
  }
}
