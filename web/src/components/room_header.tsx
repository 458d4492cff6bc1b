import { useSignal } from '@preact/signals';
import type { ChatRoom } from '../chat_room';
import { roomTitle, words } from '../i18n/language';
import { lobby } from '../protocol';
import type { View } from '../view';
import { Form } from './form';
import { PinIcon } from './icons';

/** What the room is called, what it is about, and what can be done with it. */
export function RoomHeader({ view, room }: { view: View; room: ChatRoom }) {
  const { panel } = view;
  const count = room.people.count.value;
  return (
    <div class="room-header">
      <h2><bdi>{roomTitle(room.name)}</bdi></h2>
      <Topic key={room.name} view={view} room={room} />
      <button type="button" class="quiet toggle-people" aria-expanded={panel.value === 'people'} aria-controls="panel"
        onClick={() => view.toggle('people')}>
        {words.value.countHere(count)}
      </button>
      <button type="button" class="quiet icon" aria-expanded={panel.value === 'pins'} aria-controls="panel"
        aria-label={words.value.pins} title={words.value.pins} onClick={() => view.toggle('pins')}><PinIcon /></button>
      {room.name !== lobby && <RoomMenu view={view} room={room} />}
    </div>
  );
}

function Topic({ view, room }: { view: View; room: ChatRoom }) {
  const editing = useSignal(false);
  const topic = room.topic.value;
  const set = ({ topic: wanted = '' }) =>
    (wanted === topic ? undefined : view.chat.attempt({ type: 'topic', room: room.name, topic: wanted }));
  if (editing.value) {
    return (
      <Form className="topic-form" submit={words.value.save} done={() => { editing.value = false; }} ask={set}>
        <input name="topic" defaultValue={topic} ref={(input) => input?.focus()} aria-label={words.value.topic} autocomplete="off" />
      </Form>
    );
  }
  if (room.closed.value) return <p class="topic">{topic}</p>;
  return (
    <button type="button" class={topic ? 'topic' : 'topic none'} title={topic || words.value.setTopic}
      onClick={() => { editing.value = true; }}>
      {topic || words.value.noTopic}
    </button>
  );
}

/** What ends something, after a question. */
function RoomMenu({ view, room: { name, closed } }: { view: View; room: ChatRoom }) {
  const { leave, leaveAsk, closeRoom, closeAsk, roomMenu } = words.value;
  const ask = (text: string, yes: string, act: () => ReturnType<typeof view.chat.leave>) => { view.asking.value = { text, yes, act }; };
  const close = (menu: HTMLDetailsElement) => { menu.open = false; };
  return (
    <details class="room-menu" onKeyDown={(event) => { if (event.key === 'Escape') close(event.currentTarget); }}
      onBlur={({ currentTarget, relatedTarget }) => { if (!currentTarget.contains(relatedTarget as Node | null)) close(currentTarget); }}>
      <summary class="quiet icon" aria-label={roomMenu} title={roomMenu}>⋯</summary>
      <div class="menu">
        <button type="button" onClick={() => ask(leaveAsk(name), leave, () => view.chat.leave(name))}>{leave}</button>
        {!closed.value && (
          <button type="button" class="danger"
            onClick={() => ask(closeAsk(name), closeRoom, () => view.chat.attempt({ type: 'close', room: name }))}>
            {closeRoom}
          </button>
        )}
      </div>
    </details>
  );
}
