import type { ChatRoom } from '../chat_room';
import { words } from '../i18n/language';
import { messageOf } from '../row_context';
import type { View } from '../view';

/** The pinned messages among those that were loaded, the last pinned first. */
export function PinList({ view, room }: { view: View; room: ChatRoom }) {
  room.version.value; // drawn again when a message changes
  view.chat.unsent.value;
  const pinned = room.room.messages
    .flatMap(({ seq }) => messageOf(view.chat, room, seq) ?? [])
    .filter(({ state }) => state?.pinned)
    .sort((a, b) => (b.state?.pinned ?? 0) - (a.state?.pinned ?? 0));
  if (pinned.length === 0) return <p class="faint">{words.value.noPins}</p>;
  return (
    <ul class="pins">
      {pinned.map(({ seq, user, text }) => (
        <li key={seq}>
          <button type="button" class="quote" onClick={() => view.show(seq)}><bdi class="name">{user.name}</bdi> {text}</button>
          {!room.closed.value && (
            <button type="button" class="link" onClick={() => void view.chat.do({ type: 'unpin', room: room.name, seq })}>
              {words.value.unpin}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
