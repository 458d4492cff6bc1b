import type { Limits, RoomState } from '../protocol';
import type { SocketEvents, Surroundings } from '../surroundings';
import { ann } from './facts';

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
  signOutAnswer = 204;
  async signOut(): Promise<number> { return this.signOutAnswer; }

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

  async welcomes(rooms: RoomState[] = [roomState('lobby')], epoch = 'first', user = ann): Promise<void> {
    await this.opens();
    await this.says({ type: 'welcome', id: this.last('hello').id, user, device: 'd', epoch, heartbeat: 25_000, rooms, limits });
  }

  async catchesUp(room = 'lobby', seq = 0, here = [ann]): Promise<void> {
    await this.says({ type: 'caught_up', room, seq, here, count: here.length });
  }

  asked(type: string): Frame[] { return this.frames.filter((frame) => frame.type === type); }
  last(type: string): Frame { return this.asked(type).at(-1)!; }
}

export const limits: Limits = { text_bytes: 16_000, name_characters: 32, topic_bytes: 250, history: 100, rooms: 200, resumed: 1000 };

export function roomState(room: string, head = 0, more: Partial<RoomState> = {}): RoomState {
  return { room, head, read: 0, unread: 0, topic: '', closed: false, ...more };
}

/** When all that was resolved has been acted upon. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; ++turn) await Promise.resolve();
}
