import type { Signal } from '@preact/signals';
import type { Chat } from '../chat';
import { chooseLanguage, dictionaries, language, words } from '../i18n/language';
import type { Store } from '../storage';
import { NameForm } from './name_form';

export function Header({ chat, peopleOpen, store }: {
  chat: Chat; peopleOpen: Signal<boolean>; store: Store;
}) {
  const other = language.value === 'en' ? 'ja' : 'en';
  return (
    <header>
      <h1><img src="/icon.svg" alt="" width="32" height="32" />Kotori</h1>
      <ConnectionStatus chat={chat} />
      <span class="gap" />
      <NameForm chat={chat} />
      <button type="button" class="quiet toggle-people" aria-expanded={peopleOpen.value} aria-controls="people"
        onClick={() => { peopleOpen.value = !peopleOpen.value; }}>
        {words.value.countHere(chat.people.value.length)}
      </button>
      <button type="button" class="quiet" lang={other} onClick={() => chooseLanguage(store, other)}>
        {dictionaries[other].language}
      </button>
    </header>
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
