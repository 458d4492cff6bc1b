import type { Refused } from './protocol';
import type { Store } from './storage';

export type Refusal = Pick<Refused, 'code' | 'message' | 'retryable'>;

/** What was typed and is not yet seen in the room. */
export interface Unsent {
  client_id: string;
  text: string;
  order: number; // the time of typing, made to grow
  refusal?: Refusal;
  seq?: number; // given once the server has it; shown until the fact itself is
}

const prefix = 'kotori.unsent.';

/**
 * Messages on their way, oldest first. Each is kept in the store, under its own key since several pages of one browser
 * share it, until the server has answered. Sending one again with the same client id is harmless: the server knows it.
 */
export class Outbox {
  #unsent: Unsent[];

  constructor(
    private readonly store: Store,
    private readonly newId: () => string,
    private readonly now: () => number,
    private readonly changed: () => void,
  ) {
    this.#unsent = load(store);
  }

  get unsent(): readonly Unsent[] { return this.#unsent; }

  /** Those the server has not answered, in the order of sending. */
  get unanswered(): Unsent[] {
    return this.#unsent.filter((message) => !message.refusal && message.seq === undefined);
  }

  add(text: string): Unsent {
    const order = Math.max(this.now(), (this.#unsent.at(-1)?.order ?? 0) + 1);
    const message = { client_id: this.newId(), text, order };
    this.#unsent.push(message);
    this.#keep(message);
    this.changed();
    return message;
  }

  /** The server has it as `seq`, and the room here has come as far as `last`. */
  accepted(client_id: string, seq: number | undefined, last: number): void {
    const message = this.#find(client_id);
    if (!message) return;
    this.store.removeItem(prefix + client_id);
    message.seq = seq ?? 0;
    this.seenUpTo(last);
    this.changed();
  }

  /** The room has come as far as `last`: what was accepted up to there is shown by the room itself. */
  seenUpTo(last: number): void {
    this.#unsent = this.#unsent.filter((message) => message.seq === undefined || message.seq > last);
  }

  refused(client_id: string, { code, message, retryable }: Refusal): void {
    const unsent = this.#find(client_id);
    if (!unsent) return;
    unsent.refusal = { code, message, retryable };
    this.#keep(unsent);
    this.changed();
  }

  /**
   * What to send now that somebody pressed "retry". After a refusal that may pass, the server waits for the first one
   * refused, so all such go again, in order. A refusal for good has used up its client id.
   */
  retry(client_id: string): Unsent[] {
    const chosen = this.#find(client_id);
    if (!chosen?.refusal) return [];
    const again = chosen.refusal.retryable ? this.#unsent.filter((message) => message.refusal?.retryable) : [chosen];
    for (const message of again) {
      this.store.removeItem(prefix + message.client_id);
      if (!message.refusal?.retryable) message.client_id = this.newId();
      delete message.refusal;
      this.#keep(message);
    }
    this.changed();
    return again;
  }

  discard(client_id: string): void {
    this.store.removeItem(prefix + client_id);
    this.#unsent = this.#unsent.filter((message) => message.client_id !== client_id);
    this.changed();
  }

  #find(client_id: string): Unsent | undefined {
    return this.#unsent.find((message) => message.client_id === client_id);
  }

  #keep(message: Unsent): void {
    this.store.setItem(prefix + message.client_id, JSON.stringify(message));
  }
}

function load(store: Store): Unsent[] {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');
  return keys
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => {
      try { return [JSON.parse(store.getItem(key) ?? '') as Unsent]; } catch { return []; }
    })
    .sort((a, b) => a.order - b.order);
}
