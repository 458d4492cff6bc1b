import { Composer } from './components/composer';
import { ConfirmDialog } from './components/confirm_dialog';
import { FindRooms } from './components/find_rooms';
import { Header } from './components/header';
import { MessageMenu } from './components/message_menu';
import { Mount } from './components/mount';
import { NotAMember } from './components/not_a_member';
import { Panel } from './components/panel';
import { RoomHeader } from './components/room_header';
import { RoomList } from './components/room_list';
import { SignedOut } from './components/signed_out';
import { Writing } from './components/writing';
import { useMemo } from 'preact/hooks';
import type { ChatRoom } from './chat_room';
import { Timeline } from './timeline';
import type { View } from './view';

export function App({ view }: { view: View }) {
  const { room, place, everConnected, signedOut } = view.chat;
  if (signedOut.value) return <div class="page"><SignedOut /></div>;
  return (
    <div class="page">
      <Header view={view} />
      <div class="columns">
        <RoomList view={view} />
        {room.value && <Conversation key={place.value} view={view} room={room.value} />}
        {!room.value && everConnected.value && <NotAMember key={place.value} view={view} name={place.value} />}
        {!room.value && !everConnected.value && <main />}
      </div>
      <MessageMenu view={view} />
      <FindRooms view={view} />
      <ConfirmDialog view={view} />
    </div>
  );
}

function Conversation({ view, room }: { view: View; room: ChatRoom }) {
  const timeline = useMemo(() => new Timeline(room, view), [room]);
  return (
    <>
      <main onPointerDown={() => { view.roomsOpen.value = false; }}>
        <RoomHeader view={view} room={room} />
        <Mount drawn={timeline} />
        <Writing users={room.writers.users.value} />
        <Composer view={view} room={room} />
      </main>
      <Panel view={view} room={room} />
    </>
  );
}
