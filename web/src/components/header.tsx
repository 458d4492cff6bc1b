import { chooseLanguage, dictionaries, language, words } from '../i18n/language';
import type { Chat } from '../chat';
import type { View } from '../view';
import { NameForm } from './name_form';

export function Header({ view }: { view: View }) {
  const { chat, store } = view;
  const other = language.value === 'en' ? 'ja' : 'en';
  return (
    <header>
      <RoomsToggle view={view} />
      <h1><img src="/icon.svg" alt="" width="32" height="32" /><span>Kotori</span></h1>
      <ConnectionStatus chat={chat} />
      <span class="gap" />
      <NameForm chat={chat} />
      <SignOut view={view} />
      <button type="button" class="quiet" lang={other} onClick={() => chooseLanguage(store, other)}>
        {dictionaries[other].language}
      </button>
    </header>
  );
}

function SignOut({ view: { chat, asking } }: { view: View }) {
  if (!chat.me.value || chat.signedOut.value) return null;
  const ask = () => {
    asking.value = { text: words.value.signOutAsk, yes: words.value.signOut, act: () => chat.signOut() };
  };
  return <button type="button" class="quiet" onClick={ask}>{words.value.signOut}</button>;
}

/** Opens the list of rooms, on small screens. */
function RoomsToggle({ view }: { view: View }) {
  const { chat, roomsOpen } = view;
  const { unread } = chat.rooms;
  return (
    <button type="button" class="quiet toggle-rooms" aria-expanded={roomsOpen.value} aria-controls="rooms"
      aria-label={unread > 0 ? words.value.roomsUnread(unread) : words.value.rooms} onClick={() => { roomsOpen.value = !roomsOpen.value; }}>
      ☰{unread > 0 && <span class="badge" aria-hidden="true">{unread > 99 ? '99+' : unread}</span>}
    </button>
  );
}

function ConnectionStatus({ chat }: { chat: Chat }) {
  const status = chat.status.value;
  return (
    <div class={`status ${status}`} role="status">
      <span class="dot" aria-hidden="true" />
      <span class={status === 'connected' ? 'spoken' : ''}>{words.value.status[status]}</span>
      {status === 'stopped' && <button type="button" onClick={() => chat.connect()}>{words.value.connectAgain}</button>}
    </div>
  );
}
