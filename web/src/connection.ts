import { delayAfter, isFinal } from './backoff';
import { isAnswer, read, type Answer, type Command, type Event, type Welcome } from './protocol';

/** An open or opening WebSocket. After `close` it makes no more events. */
export interface Socket { send(frame: string): void; close(): void }
export interface SocketEvents { opened(): void; received(frame: string): void; closed(code: number): void }

export interface Surroundings {
  openSocket(events: SocketEvents): Socket;
  now(): number;
  /** Runs `task` once after `milliseconds`; the function returned calls it off. */
  after(milliseconds: number, task: () => void): () => void;
  random(): number;
}

export interface Listener {
  changed(state: ConnectionState): void;
  welcomed(welcome: Welcome): void;
  heard(event: Event): void;
}

/** `stopped` means that coming back by itself is of no use: somebody must call `connect`. */
export type ConnectionState = 'connecting' | 'connected' | 'waiting' | 'stopped';

interface Question { askedAt: number; answer(answer: Answer | undefined): void; forget(): void }

const patience = 10_000;
const steady = 10_000;
const abnormal = 1006;
const refusedForGood = 4500;

/** One conversation with the server over one socket at a time, which comes back by itself when it is lost. */
export class Connection {
  #state: ConnectionState = 'waiting';
  #socket: Socket | undefined;
  #openedAt = 0;
  #failures = 0;
  #lastId = 0;
  #questions = new Map<string, Question>(); // oldest first
  #callOffTimer = () => {};

  constructor(
    private readonly device: string,
    private readonly surroundings: Surroundings,
    private readonly listener: Listener,
  ) {}

  connect(): void {
    if (this.#socket) return;
    this.#callOffTimer();
    this.#socket = this.surroundings.openSocket({
      opened: () => void this.#introduce(),
      received: (frame) => this.#receive(frame),
      closed: (code) => this.#lose(code),
    });
    this.#openedAt = this.surroundings.now();
    this.#callOffTimer = this.surroundings.after(patience, () => this.#judge());
    this.#become('connecting');
  }

  /** The answer; or nothing if the connection was lost before it came, or is not there. */
  async ask(command: Command): Promise<Answer | undefined> {
    return this.#state === 'connected' ? this.#send(command) : undefined;
  }

  /** For when the page is looked at again or the network is back: timers may have slept, so judge by the clock. */
  wake(): void {
    this.#judge();
    if (this.#state === 'waiting') this.connect();
  }

  async #introduce(): Promise<void> {
    const answer = await this.#send({ type: 'hello', device: this.device });
    if (answer?.type === 'refused') this.#lose(answer.retryable ? abnormal : refusedForGood);
    if (answer?.type !== 'welcome') return;
    this.#callOffTimer();
    this.#become('connected');
    this.listener.welcomed(answer);
  }

  #send(command: Command): Promise<Answer | undefined> {
    const id = String(++this.#lastId);
    return new Promise((resolve) => {
      const forget = this.surroundings.after(patience, () => this.#judge());
      this.#questions.set(id, { askedAt: this.surroundings.now(), answer: resolve, forget });
      this.#socket?.send(JSON.stringify({ ...command, id }));
    });
  }

  #receive(frame: string): void {
    const message = read(frame);
    if (!message) return;
    if (!isAnswer(message)) return this.listener.heard(message);
    const question = this.#questions.get(message.id);
    this.#questions.delete(message.id);
    question?.forget();
    question?.answer(message);
  }

  /** A socket that has owed an answer for too long is dead, whatever it says of itself. */
  #judge(): void {
    if (!this.#socket) return;
    const [oldest] = this.#questions.values();
    const owedSince = oldest?.askedAt ?? (this.#state === 'connecting' ? this.#openedAt : Infinity);
    if (this.surroundings.now() - owedSince >= patience) this.#lose(abnormal);
  }

  #lose(code: number): void {
    if (!this.#socket) return;
    this.#socket.close();
    this.#socket = undefined;
    this.#callOffTimer();
    const wasSteady = this.#state === 'connected' && this.surroundings.now() - this.#openedAt >= steady;
    this.#failures = wasSteady ? 0 : this.#failures;
    if (!isFinal(code)) {
      const delay = delayAfter(this.#failures++, this.surroundings.random());
      this.#callOffTimer = this.surroundings.after(delay, () => this.connect());
    }
    this.#become(isFinal(code) ? 'stopped' : 'waiting');
    const unanswered = [...this.#questions.values()];
    this.#questions.clear();
    for (const question of unanswered) { question.forget(); question.answer(undefined); }
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.listener.changed(state);
  }
}
