import type { ChatRoom } from '../chat_room';
import { words } from '../i18n/language';
import { messageOf } from '../row_context';
import type { View } from '../view';

/** Says what the text below is for, if not simply for the room; and what becomes of it where nothing is kept. */
export function ComposerTask({ view, room, stop }: { view: View; room: ChatRoom; stop: () => void }) {
  const { chat, editing, replyTo } = view;
  const about = editing.value ?? replyTo.value;
  const message = about === undefined ? undefined : messageOf(chat, room, about);
  if (!message) return !chat.durable && chat.unsent.value.length > 0 ? <p class="task">{words.value.notDurable}</p> : null;
  return (
    <p class="task">
      <b>{editing.value === undefined ? words.value.replyingTo(message.user.name) : words.value.editing}</b>
      <span class="faint quoted">{message.text}</span>
      <button type="button" class="quiet icon" aria-label={words.value.cancel} title={words.value.cancel} onClick={stop}>✕</button>
    </p>
  );
}
