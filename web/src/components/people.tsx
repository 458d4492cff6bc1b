import type { Signal } from '@preact/signals';
import type { Chat } from '../chat';
import { hueOf } from '../colour';
import { words } from '../i18n/language';
import type { User } from '../protocol';

/** Who is here: beside the messages where there is room, else opened from the header. */
export function People({ chat, open }: { chat: Chat; open: Signal<boolean> }) {
  const me = chat.me.value?.id;
  const people = [...chat.people.value].sort((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name));
  return (
    <aside id="people" class={open.value ? 'open' : ''} aria-labelledby="people-title"
      onKeyDown={(event) => { if (event.key === 'Escape') open.value = false; }}>
      <h2 id="people-title">{words.value.peopleHere} <span class="count">{people.length}</span></h2>
      <ul>{people.map((person) => <Person key={person.id} person={person} isMe={person.id === me} />)}</ul>
    </aside>
  );
}

function Person({ person, isMe }: { person: User; isMe: boolean }) {
  return (
    <li style={{ '--hue': hueOf(person.id) }}>
      <span class="avatar" aria-hidden="true">{[...person.name][0]?.toUpperCase() ?? '?'}</span>
      <bdi class="name">{person.name}</bdi>
      {isMe && <span class="you">{words.value.you}</span>}
    </li>
  );
}
