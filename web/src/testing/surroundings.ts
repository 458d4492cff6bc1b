import type { SocketEvents, Surroundings } from '../connection';
import type { Limits, User } from '../protocol';

type Frame = Record<string, unknown> & { id: string; type: string };

/** Surroundings for tests: the clock is turned by hand, and the test plays the server. */
export class TestSurroundings implements Surroundings {
  sockets: TestSocket[] = [];
  chance = 0.5;
  #time = 0;
  #timers = new Set<{ at: number; task: () => void }>();

  openSocket(events: SocketEvents): TestSocket {
    const socket = new TestSocket(events);
    this.sockets.push(socket);
    return socket;
  }

  now(): number { return this.#time; }
  random(): number { return this.chance; }

  after(milliseconds: number, task: () => void): () => void {
    const timer = { at: this.#time + milliseconds, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  get socket(): TestSocket { return this.sockets.at(-1)!; }

  /** Lets time pass, and what waits for it happen. */
  async turn(milliseconds: number): Promise<void> {
    this.sleep(milliseconds);
    for (const timer of [...this.#timers].sort((a, b) => a.at - b.at)) {
      if (timer.at > this.#time || !this.#timers.delete(timer)) continue;
      timer.task();
    }
    await settled();
  }

  /** Time passes while no timer runs, as on a laptop that sleeps. */
  sleep(milliseconds: number): void { this.#time += milliseconds; }
}

export class TestSocket {
  frames: Frame[] = [];
  closed = false;
  constructor(private readonly events: SocketEvents) {}

  send(frame: string): void { this.frames.push(JSON.parse(frame) as Frame); }
  close(): void { this.closed = true; }

  async opens(): Promise<void> { this.events.opened(); await settled(); }
  async breaks(code: number): Promise<void> { this.events.closed(code); await settled(); }
  async says(message: object): Promise<void> { this.events.received(JSON.stringify(message)); await settled(); }

  async welcomes(head = 0, epoch = 'first'): Promise<void> {
    await this.opens();
    await this.says({ type: 'welcome', id: this.last('hello').id, user: ann, epoch, rooms: [{ room: 'lobby', head, here: [ann] }], limits });
  }

  asked(type: string): Frame[] { return this.frames.filter((frame) => frame.type === type); }
  last(type: string): Frame { return this.asked(type).at(-1)!; }
}

export const ann: User = { id: '1', name: 'Ann' };
export const bob: User = { id: '2', name: 'Bob' };
export const limits: Limits = { text_bytes: 16_000, name_characters: 32, history: 100 };

export function said(seq: number, user: User = bob, text = `text ${seq}`) {
  return { type: 'said' as const, room: 'lobby', seq, at: Date.UTC(2026, 0, 1, 12), user, text };
}

export function saidFrom(first: number, last: number) {
  return Array.from({ length: last - first + 1 }, (_, index) => said(first + index));
}

/** When all that was resolved has been acted upon. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; ++turn) await Promise.resolve();
}
