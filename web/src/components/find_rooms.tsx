import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { explain, roomTitle, words } from '../i18n/language';
import type { Refusal } from '../letter';
import { lobby, type RoomSummary } from '../protocol';
import type { View } from '../view';
import { Form } from './form';

/** Where one opens a room, or joins one that is open. */
export function FindRooms({ view }: { view: View }) {
  return view.findingRooms.value ? <Open view={view} /> : null;
}

function Open({ view }: { view: View }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => { view.findingRooms.value = view.roomsOpen.value = false; };
  useEffect(() => dialog.current?.showModal(), []);
  const open = ({ room = '', topic = '' }) =>
    (room === '' ? undefined : view.chat.enter({ type: 'open', room, ...(topic && { topic }) }).then((refusal) => {
      if (!refusal) close();
      return refusal;
    }));
  return (
    <dialog ref={dialog} class="find-rooms" aria-label={words.value.findRooms} onClose={close}>
      <div class="title"><h2>{words.value.openRoom}</h2>
        <button type="button" class="quiet icon" aria-label={words.value.closePanel} onClick={close}>✕</button></div>
      <Form className="open-room" submit={words.value.open} ask={open}>
        <input name="room" required placeholder={words.value.roomName} aria-label={words.value.roomName} autocomplete="off" />
        <input name="topic" placeholder={words.value.optionalTopic} aria-label={words.value.optionalTopic} autocomplete="off" />
      </Form>
      <h2>{words.value.openRooms}</h2>
      <Listed view={view} close={close} />
    </dialog>
  );
}

function Listed({ view, close }: { view: View; close: () => void }) {
  const { chat } = view;
  const rooms = useSignal<readonly RoomSummary[]>([]);
  const more = useSignal(true);
  const refusal = useSignal<Refusal | undefined>(undefined);

  async function load(): Promise<void> {
    const list = await chat.browse(rooms.value.at(-1)?.room);
    if (!list) return;
    rooms.value = [...rooms.value, ...list.rooms];
    more.value = list.more;
  }
  const connected = chat.status.value === 'connected';
  useEffect(() => { if (connected && rooms.value.length === 0) void load(); }, [connected]);

  async function join(room: string): Promise<void> {
    refusal.value = await chat.enter({ type: 'join', room });
    if (!refusal.value) close();
  }
  const go = (room: string) => { view.go(room); close(); };

  return (
    <>
      <p class="refusal" role="alert">{refusal.value && explain(refusal.value)}</p>
      <ul class="room-summaries">
        {rooms.value.map(({ room, topic, members }) => (
          <li key={room}>
            <div>
              <bdi class="name">{roomTitle(room)}</bdi>{' '}
              <span class="faint">{room === lobby ? words.value.everyone : words.value.members(members)}</span>
              <p class="faint">{topic}</p>
            </div>
            {chat.rooms.all.value.has(room)
              ? <button type="button" class="quiet" onClick={() => go(room)}>{words.value.go}</button>
              : <button type="button" onClick={() => void join(room)}>{words.value.join}</button>}
          </li>
        ))}
      </ul>
      {more.value && rooms.value.length > 0 && (
        <button type="button" class="quiet" onClick={() => void load()}>{words.value.moreRooms}</button>
      )}
    </>
  );
}
