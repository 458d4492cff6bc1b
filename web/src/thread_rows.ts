import { effect } from '@preact/signals';
import type { ChatRoom } from './chat_room';
import { make } from './elements';
import { words } from './i18n/language';
import { rowContext } from './row_context';
import { RowList } from './row_list';
import { UnsentRows } from './unsent_rows';
import type { View } from './view';

const near = 300; // pixels from the top where more is fetched
const atEnd = 48; // pixels from the bottom that still count as there

/** The rows of a thread: its first message and the replies, from wherever in the room they are. */
export class ThreadRows {
  readonly element: HTMLElement;
  readonly #rows: RowList;
  readonly #unsent: UnsentRows;
  #endings: (() => void)[] = [];

  constructor(private readonly place: ChatRoom, private readonly view: View, private readonly root: number) {
    this.#rows = new RowList(() => ({ ...rowContext(place, view), thread: root }), () => undefined);
    this.#unsent = new UnsentRows(view.chat, place.name, () => {}, root);
    this.element = make('div', ['scroller', 'thread'], this.#rows.element, this.#unsent.element);
    this.element.tabIndex = 0;
    this.element.role = 'log';
    this.element.ariaLive = 'off';
    this.element.addEventListener('scroll', () => { if (this.element.scrollTop < near) place.room.thread(root); }, { passive: true });
    this.element.addEventListener('keydown', (event) => this.#rows.steer(event));
  }

  open(): void {
    this.place.room.thread(this.root);
    const { place, view } = this;
    this.#endings = [effect(() => this.#draw(words.value.thread, place.version.value, view.chat.unsent.value)), this.#unsent.open()];
  }

  close(): void { for (const end of this.#endings) end(); }

  #draw(label: string, ..._: unknown[]): void {
    this.element.ariaLabel = label;
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const first = this.#rows.first?.seq;
    const below = scrollHeight - scrollTop;
    const messages = this.place.room.messages.filter(({ seq, thread }) => seq === this.root || thread === this.root);
    this.#rows.draw(messages.sort((a, b) => a.seq - b.seq));
    // At the end one stays there; when older ones came in front, one stays below them.
    if (below - clientHeight < atEnd) this.element.scrollTop = this.element.scrollHeight;
    else this.element.scrollTop = this.#rows.first?.seq === first ? scrollTop : this.element.scrollHeight - below;
  }
}
