import { delayAfter, isFinal, sessionEnded } from './backoff';
import type { Answer, News, Question, Remark, Resume, Welcome } from './protocol';
import { isAnswer, read } from './reading';
import type { Socket, Surroundings } from './surroundings';

export interface Listener {
  changed(state: ConnectionState): void;
  /** How far one has come, for the hello of a new socket. */
  resume(): Resume | undefined;
  welcomed(welcome: Welcome): void;
  heard(news: News): void;
  /** The server no longer takes us for who we were. */
  signedOut(): void;
}

/** `stopped` means that coming back by itself is of no use: somebody must call `connect`. */
export type ConnectionState = 'connecting' | 'connected' | 'waiting' | 'stopped';

interface Asked { askedAt: number; answer(answer: Answer | undefined): void; forget(): void }

const patience = 15_000;
const beatsMissed = 2.5;
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
  #questions = new Map<string, Asked>(); // oldest first
  #heartbeat = Infinity; // milliseconds between two
  #beatAt = 0;
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
  async ask(question: Question): Promise<Answer | undefined> {
    return this.#state === 'connected' ? this.#send(question) : undefined;
  }

  /** Needs no answer; is lost where there is no connection. */
  remark(remark: Remark): void {
    if (this.#state === 'connected') this.#write(remark);
  }

  /** For when the page is looked at again or the network is back: timers may have slept, so judge by the clock. */
  wake(): void {
    this.#judge();
    if (this.#state === 'waiting') this.connect();
  }

  /** Ends it here, until somebody calls `connect`. */
  stop(): void {
    this.#callOffTimer();
    if (this.#socket) this.#lose(refusedForGood);
    else this.#become('stopped');
  }

  async #introduce(): Promise<void> {
    const resume = this.listener.resume();
    const answer = await this.#send({ type: 'hello', device: this.device, ...(resume && { resume }) });
    if (answer?.type === 'refused') this.#lose(answer.retryable ? abnormal : refusedForGood);
    if (answer?.type !== 'welcome') return;
    this.#heartbeat = answer.heartbeat;
    this.#beat();
    this.#become('connected');
    this.listener.welcomed(answer);
  }

  #send(question: Question): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const forget = this.surroundings.after(patience, () => this.#judge());
      const id = this.#write(question);
      this.#questions.set(id, { askedAt: this.surroundings.now(), answer: resolve, forget });
    });
  }

  #write(message: Question | Remark): string {
    const id = String(++this.#lastId);
    this.#socket?.send(JSON.stringify({ ...message, id }));
    return id;
  }

  #receive(frame: string): void {
    const message = read(frame);
    if (!message) return;
    if (!isAnswer(message)) {
      if (message.type === 'heartbeat') this.#beat();
      return this.listener.heard(message);
    }
    const question = this.#questions.get(message.id);
    this.#questions.delete(message.id);
    question?.forget();
    question?.answer(message);
  }

  #beat(): void {
    this.#beatAt = this.surroundings.now();
    this.#callOffTimer();
    this.#callOffTimer = this.surroundings.after(this.#heartbeat * beatsMissed, () => this.#judge());
  }

  /** A socket that has owed an answer or a heartbeat for too long is dead, whatever it says of itself. */
  #judge(): void {
    if (!this.#socket) return;
    const now = this.surroundings.now();
    const [oldest] = this.#questions.values();
    const owedSince = oldest?.askedAt ?? (this.#state === 'connecting' ? this.#openedAt : Infinity);
    const silent = this.#state === 'connected' && now - this.#beatAt >= this.#heartbeat * beatsMissed;
    if (silent || now - owedSince >= patience) this.#lose(abnormal);
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
    if (code === sessionEnded) this.listener.signedOut();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.listener.changed(state);
  }
}
