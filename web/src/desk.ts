import type { ChatRoom } from './chat_room';
import { lobby } from './protocol';
import { messageOf } from './row_context';
import { keysOf, type Store } from './storage';
import type { View } from './view';

const oldDraft = 'kotori.draft';
/** Nothing is left of what somebody was writing. */
export function forgetDrafts(store: Store): void {
  for (const key of keysOf(store)) if (key.startsWith(oldDraft)) store.removeItem(key);
}

const mostBytesPerUnit = 3; // a UTF-16 unit takes at most this many bytes in UTF-8

/** What is being written in a room, or in a thread of it, and what becomes of it. Drafts outlive the page. */
export class Desk {
  readonly #key: string;

  constructor(private readonly view: View, private readonly room: ChatRoom, private readonly thread: number | undefined) {
    this.#key = `${oldDraft}.${room.name}${thread === undefined ? '' : `#${thread}`}`;
  }

  /** The message whose text is being changed. */
  get edited(): number | undefined { return this.thread === undefined ? this.view.editing.value : undefined; }
  /** True if there is something to step back from. */
  get busy(): boolean { return this.thread === undefined && (this.edited ?? this.view.replyTo.value) !== undefined; }

  /** What to begin with: the message that is edited, else the draft. */
  get text(): string {
    if (this.edited !== undefined) return messageOf(this.view.chat, this.room, this.edited)?.text ?? '';
    const { store } = this.view;
    return store.getItem(this.#key) ?? (this.room.name === lobby && this.thread === undefined ? store.getItem(oldDraft) : null) ?? '';
  }

  keep(text: string): void {
    if (this.edited !== undefined) return;
    this.view.store.removeItem(oldDraft);
    if (text === '') this.view.store.removeItem(this.#key);
    else this.view.store.setItem(this.#key, text);
  }

  send(text: string): void {
    const { chat, editing, replyTo } = this.view;
    const seq = this.edited;
    const answered = this.thread ?? replyTo.value;
    this.room.sign.sent();
    if (seq !== undefined) {
      if (text !== messageOf(chat, this.room, seq)?.text) void chat.do({ type: 'edit', room: this.room.name, seq, text });
      editing.value = undefined;
      return;
    }
    this.keep('');
    if (this.thread === undefined) replyTo.value = undefined;
    void chat.do({ type: 'say', room: this.room.name, text, ...(answered !== undefined && { reply_to: answered }) });
    if (this.thread === undefined) this.view.showNewest();
  }

  /** Neither edits nor answers. */
  stop(): void { this.view.editing.value = this.view.replyTo.value = undefined; }

  /** Edits the last thing one has said, if it is there. */
  editLast(): boolean {
    const me = this.view.chat.me.value?.id;
    if (this.thread !== undefined || this.edited !== undefined) return false;
    const last = this.room.room.newest?.shown.findLast(({ type, seq, user }) =>
      type === 'said' && user.id === me && !messageOf(this.view.chat, this.room, seq)?.state?.deleted);
    if (last) this.view.edit(last.seq);
    return last !== undefined;
  }
}

export function bytesLeft(text: string, limit: number): number {
  const surelyShort = text.length * mostBytesPerUnit < limit / 2;
  return surelyShort ? limit : limit - new TextEncoder().encode(text).length;
}
