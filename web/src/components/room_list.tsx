import type { ChatRoom } from '../chat_room';
import { roomTitle, words } from '../i18n/language';
import type { View } from '../view';

/** The rooms one is in, with what is unread in each; beside the messages, or drawn over them on small screens. */
export function RoomList({ view }: { view: View }) {
  const { chat, roomsOpen } = view;
  return (
    <nav id="rooms" class={roomsOpen.value ? 'rooms open' : 'rooms'} aria-labelledby="rooms-title"
      onKeyDown={(event) => { if (event.key === 'Escape') roomsOpen.value = false; }}>
      <h2 id="rooms-title">{words.value.rooms}</h2>
      <ul>
        {[...chat.rooms.all.value.values()].map((room) => (
          <li key={room.name}><Entry view={view} room={room} current={room.name === chat.place.value} /></li>
        ))}
      </ul>
      <button type="button" class="quiet find" onClick={() => { view.findingRooms.value = true; }}>＋ {words.value.findRooms}</button>
    </nav>
  );
}

function Entry({ view, room, current }: { view: View; room: ChatRoom; current: boolean }) {
  const unread = room.cursor.unread.value;
  return (
    <button type="button" class={room.closed.value ? 'entry closed' : 'entry'} aria-current={current ? 'page' : undefined}
      onClick={() => view.go(room.name)}>
      <bdi>{roomTitle(room.name)}</bdi>
      {unread > 0 && <span class="badge"><span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
        <span class="spoken">{words.value.unread(unread)}</span></span>}
    </button>
  );
}
