import { effect } from '@preact/signals';
import type { Chat } from './chat';
import { make } from './elements';
import { roomOf, type Unsent } from './letter';
import { unsentRow } from './unsent_row';

/** What is on its way to a room: in rows of its own below the messages, or in those of the messages it is about. */
export class UnsentRows {
  readonly element = make('ol', ['facts']);
  #concerned = new Set<number>(); // the messages it was about when this was last drawn

  /** `refresh` draws messages of which one wants something else than before. With `thread`, only answers to that. */
  constructor(
    private readonly chat: Chat, private readonly room: string,
    private readonly refresh: (messages: ReadonlySet<number>) => void, private readonly thread?: number,
  ) {}

  /** Begins; the function returned ends it. */
  open(): () => void {
    return effect(() => this.#draw(this.chat.unsent.value, this.chat.status.value === 'connected'));
  }

  #draw(all: readonly Unsent[], connected: boolean): void {
    const unsent = all.filter(({ intent }) => roomOf(intent) === this.room);
    const alone = unsent.filter((one) => this.#isAlone(one));
    const deciding = { retry: (id: string) => this.chat.retry(id), discard: (id: string) => this.chat.discard(id) };
    this.element.replaceChildren(...alone.map((one) => unsentRow(one, connected, deciding)));
    const concerned = new Set(unsent.flatMap(({ intent }) => ('seq' in intent ? [intent.seq] : [])));
    this.refresh(new Set([...this.#concerned, ...concerned]));
    this.#concerned = concerned;
  }

  #isAlone({ intent, refusal }: Unsent): boolean {
    if (intent.type === 'say') return this.thread === undefined || intent.reply_to === this.thread;
    return this.thread === undefined && refusal !== undefined && !('seq' in intent);
  }
}
