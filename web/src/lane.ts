import { delayAfter } from './backoff';

export interface Sendable {
  ready: boolean; // kept on disk
  asked: boolean; // sent, and not answered yet
}

export interface LaneHost<Item extends Sendable> {
  /** What has no answer yet, oldest first. */
  waiting(): readonly Item[];
  send(item: Item): void;
  /** Before the first is sent again: whatever another page has left here must go before it. */
  gather(): Promise<void>;
  after(milliseconds: number, task: () => void): () => void;
  random(): number;
}

/**
 * What goes to one room, in order. All of it is sent at once, until the server cannot keep one: it then waits for that
 * one and refuses what follows. So that one alone is sent again, after growing pauses, and the others after it.
 */
export class Lane<Item extends Sendable> {
  #failures = 0; // in a row
  #callOffPause: (() => void) | undefined; // there while it pauses
  #gathering = false;

  constructor(private readonly host: LaneHost<Item>) {}

  get held(): boolean { return this.#failures > 0; }

  /** Something is new, or ready, or was answered. */
  flow(): void {
    const waiting = this.host.waiting();
    if (this.held) return this.#pause(waiting);
    for (const item of waiting) {
      if (!item.ready) return;
      if (!item.asked) this.host.send(item);
    }
  }

  /** The server could not keep `item`. */
  refused(item: Item): void {
    if (!this.held || this.host.waiting()[0] === item) ++this.#failures;
    this.flow();
  }

  /** It took one, or refused it for good. */
  answered(): void {
    this.#failures = 0;
    this.flow();
  }

  /** Does not wait for the pause to end. */
  hurry(): void {
    if (this.#callOffPause) void this.#again();
  }

  /** The connection is lost; on the next one everything goes again. */
  stop(): void {
    this.#callOffPause?.();
    this.#callOffPause = undefined;
    this.#failures = 0;
  }

  #pause(waiting: readonly Item[]): void {
    if (this.#callOffPause || waiting.some(({ asked }) => asked)) return;
    this.#callOffPause = this.host.after(delayAfter(this.#failures, this.host.random()), () => void this.#again());
  }

  async #again(): Promise<void> {
    if (this.#gathering) return;
    this.#gathering = true;
    await this.host.gather();
    this.#gathering = false;
    if (!this.#callOffPause) return; // stopped meanwhile
    this.#callOffPause();
    this.#callOffPause = undefined;
    const [first] = this.host.waiting();
    if (first?.ready && !first.asked) this.host.send(first);
    else if (!first) this.#failures = 0;
  }
}

/** The lanes of all rooms; each is there from the first thing that goes to its room. */
export class Lanes<Item extends Sendable> {
  readonly #all = new Map<string, Lane<Item>>();

  constructor(private readonly hostOf: (room: string) => LaneHost<Item>) {}

  to(room: string): Lane<Item> {
    const lane = this.#all.get(room) ?? new Lane(this.hostOf(room));
    this.#all.set(room, lane);
    return lane;
  }

  stop(): void { for (const lane of this.#all.values()) lane.stop(); }
}
