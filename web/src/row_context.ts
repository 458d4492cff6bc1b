import type { Chat } from './chat';
import type { ChatRoom } from './chat_room';
import { about, expected } from './expected';
import type { RowContext } from './said_row';
import type { View } from './view';

/** What the rows of `room` look at, and what pressing something in them does. */
export function rowContext(room: ChatRoom, view: View): RowContext {
  const { chat } = view;
  const on = (seq: number) => ({ room: room.name, seq });
  return {
    me: chat.me.peek(),
    now: Date.now(),
    message: (seq) => messageOf(chat, room, seq),
    unsent: (seq) => about(chat.unsent.peek(), room.name, seq),
    menu: (seq, at) => { view.menu.value = { seq, at }; },
    react: (seq, emoji, wanted) => void chat.do({ type: wanted ? 'react' : 'unreact', ...on(seq), emoji }),
    jump: (seq) => view.show(seq),
    showThread: (root) => view.showThread(root),
    retry: (client_id) => chat.retry(client_id),
    discard: (client_id) => chat.discard(client_id),
  };
}

/** A message as it is, or will be once what one wants of it is done. */
export function messageOf(chat: Chat, room: ChatRoom, seq: number) {
  const message = room.room.message(seq);
  const me = chat.me.peek();
  return message && me ? expected(message, about(chat.unsent.peek(), room.name, seq), me) : message;
}
