import type { ChatRoom } from '../chat_room';
import { hueOf } from '../colour';
import type { User } from '../facts';
import { words } from '../i18n/language';
import type { View } from '../view';

/** Who is here: oneself first, then by name. Of a crowd the first hundred. */
export function PeopleList({ view, room }: { view: View; room: ChatRoom }) {
  const me = view.chat.me.value?.id;
  const named = room.people.named.value;
  const people = [...named].sort((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name));
  const others = room.people.count.value - people.length;
  return (
    <>
      <ul id="people">{people.map((person) => <Person key={person.id} person={person} isMe={person.id === me} />)}</ul>
      {others > 0 && <p class="faint">{words.value.othersHere(others)}</p>}
    </>
  );
}

function Person({ person, isMe }: { person: User; isMe: boolean }) {
  return (
    <li class="person" style={{ '--hue': hueOf(person.id) }}>
      <span class="avatar" aria-hidden="true">{[...person.name][0]?.toUpperCase() ?? '?'}</span>
      <bdi class="name">{person.name}</bdi>
      {isMe && <span class="faint">{words.value.you}</span>}
    </li>
  );
}
