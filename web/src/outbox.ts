import { Lanes } from './lane';
import { anotherPerson, letterOf, merged, refusalOf, roomOf, type Kept, type Refusal, type Unsent } from './letter';
import type { OutboxStore } from './outbox_store';
import type { Answer, Intent, Question } from './protocol';
import type { Surroundings } from './surroundings';

export interface Server extends Pick<Surroundings, 'after' | 'random'> {
  ask(question: Question): Promise<Answer | undefined>;
}

/**
 * Everything on its way, oldest first: kept in the store before it is sent, until the server has answered. Sending one
 * again with the same client id is harmless. Read outbox_store.ts on how pages share it, and lane.ts on the order.
 */
export class Outbox {
  #unsent: Unsent[] = [];
  readonly #lanes = new Lanes<Unsent>((room) => ({
    waiting: () => this.#unsent.filter(({ intent, refusal, seq }) => roomOf(intent) === room && !refusal && seq === undefined),
    send: (unsent) => void this.#send(unsent),
    gather: () => this.gather(),
    after: (milliseconds, task) => this.server.after(milliseconds, task),
    random: () => this.server.random(),
  }));
  readonly #outcomes = new Map<string, (refusal: Refusal | undefined) => void>();
  #connected = false;
  #user: string | undefined; // who was here last
  #over = false; // they were signed out

  constructor(
    private readonly store: OutboxStore,
    private readonly server: Server,
    private readonly newId: () => string,
    private readonly lastOf: (room: string) => number, // how far a room is shown
    private readonly changed: () => void,
  ) { this.#user = store.user; }

  get unsent(): readonly Unsent[] { return this.#unsent; }

  /** Keeps it, and then sends it. The outcome comes when the server has decided, however long that takes. */
  add(intent: Intent): { client_id: string; outcome: Promise<Refusal | undefined> } {
    const client_id = this.newId();
    const unsent = this.#new(client_id, intent);
    this.#unsent.push(unsent);
    void this.#keep(unsent, () => this.store.add(letterOf(unsent)));
    this.changed();
    return { client_id, outcome: new Promise((resolve) => this.#outcomes.set(client_id, resolve)) };
  }

  /** Takes up what other pages have left, and lets go of what they have done with. */
  async gather(): Promise<void> {
    const before = new Set(this.#unsent.map(({ order }) => order));
    const kept = await this.store.all().catch(() => undefined);
    if (!kept || this.#over) return;
    this.#unsent = merged(this.#unsent, kept, before);
    this.#flow();
  }

  /** There is a connection, of this user. Everything without an answer goes again. */
  async connected(user: string): Promise<void> {
    this.disconnected();
    await this.gather();
    if (this.#over) return;
    this.#connected = true;
    if (this.#user !== user) this.store.remember(user).catch(() => {});
    this.#user = user;
    for (const unsent of this.#unsent) {
      unsent.asked = false;
      if (unsent.user !== undefined && unsent.user !== user) unsent.refusal ??= anotherPerson;
    }
    this.#flow();
  }

  /** Nothing of what is here is sent any more, and nothing is left of it. */
  async end(): Promise<void> {
    this.#over = true;
    this.disconnected();
    this.#unsent = [];
    this.changed();
    await this.store.clear().catch(() => {});
  }

  disconnected(): void {
    this.#connected = false;
    this.#lanes.stop();
    for (const unsent of this.#unsent) delete unsent.later;
    this.changed();
  }

  /** Somebody pressed "retry". A refusal for good has used up its client id, and its place in the order. */
  async retry(client_id: string): Promise<void> {
    const old = this.#find(client_id);
    if (!old?.refusal) return old && this.#lanes.to(roomOf(old.intent)).hurry();
    const unsent = this.#new(this.newId(), old.intent);
    this.#unsent = [...this.#unsent.filter((other) => other !== old), unsent];
    this.changed();
    const { order } = old;
    const letter = letterOf(unsent);
    await this.#keep(unsent, () => (order === undefined ? this.store.add(letter) : this.store.replace(order, letter)));
  }

  discard(client_id: string): void {
    const unsent = this.#find(client_id);
    if (unsent) this.#remove(unsent);
    this.changed();
  }

  /** A room is shown so far: what was accepted up to there is seen without us. */
  shown(): void {
    const left = this.#unsent.filter(({ seq, intent }) => seq === undefined || seq > this.lastOf(roomOf(intent)));
    if (left.length === this.#unsent.length) return;
    this.#unsent = left;
    this.changed();
  }

  #flow(): void {
    if (this.#connected) for (const room of new Set(this.#unsent.map(({ intent }) => roomOf(intent)))) this.#lanes.to(room).flow();
    this.changed();
  }

  #new(client_id: string, intent: Intent): Unsent {
    return { client_id, intent, ...(this.#user && { user: this.#user }), ready: false, asked: false };
  }

  #find(client_id: string): Unsent | undefined { return this.#unsent.find((unsent) => unsent.client_id === client_id); }

  /** What cannot be kept is sent all the same: it then does not outlive this page, nothing worse. */
  async #keep(unsent: Unsent, keep: () => Promise<number | undefined>): Promise<void> {
    try {
      unsent.order = await keep();
      if (unsent.order === undefined) this.#remove(unsent); // another page has sent or discarded it
    } catch { /* the disk is full */ }
    unsent.ready = true;
    if (this.#connected) this.#lanes.to(roomOf(unsent.intent)).flow();
    this.changed();
  }

  async #send(unsent: Unsent): Promise<void> {
    if (!this.#connected) return;
    unsent.asked = true;
    const answer = await this.server.ask({ ...unsent.intent, client_id: unsent.client_id });
    if (!answer) return; // the connection is lost
    unsent.asked = false;
    delete unsent.later;
    const lane = this.#lanes.to(roomOf(unsent.intent));
    if (answer.type === 'refused' && answer.retryable) {
      unsent.later = refusalOf(answer);
      lane.refused(unsent);
    } else {
      if (answer.type === 'refused') this.#refused(unsent, refusalOf(answer));
      else this.#accepted(unsent, answer.type === 'ok' ? answer.seq : undefined);
      lane.answered();
    }
    this.changed();
  }

  #accepted(unsent: Unsent, seq: number | undefined): void {
    unsent.seq = seq ?? 0;
    if (unsent.order !== undefined) this.store.remove(unsent.order).catch(() => {}); // then it is sent once more some day
    this.#decided(unsent, undefined);
    this.shown();
  }

  #refused(unsent: Unsent, refusal: Refusal): void {
    unsent.refusal = refusal;
    if (unsent.order !== undefined) this.store.put(letterOf(unsent) as Kept).catch(() => {});
    this.#decided(unsent, refusal);
  }

  #decided({ client_id }: Unsent, refusal: Refusal | undefined): void {
    this.#outcomes.get(client_id)?.(refusal);
    this.#outcomes.delete(client_id);
  }

  #remove(unsent: Unsent): void {
    if (unsent.order !== undefined) this.store.remove(unsent.order).catch(() => {});
    this.#unsent = this.#unsent.filter((other) => other !== unsent);
  }
}
