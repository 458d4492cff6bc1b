import type { ComponentChildren } from 'preact';
import type { ChatRoom } from '../chat_room';
import { words } from '../i18n/language';
import type { View } from '../view';
import { PeopleList } from './people';
import { PinList } from './pins';
import { Thread } from './thread';

/** Beside the messages: who is here, what is pinned, or a thread. On small screens it covers them. */
export function Panel({ view, room }: { view: View; room: ChatRoom }) {
  const thread = view.thread.value;
  switch (view.panel.value) {
    case 'people': return <Frame view={view} title={words.value.peopleHere}><PeopleList view={view} room={room} /></Frame>;
    case 'pins': return <Frame view={view} title={words.value.pins}><PinList view={view} room={room} /></Frame>;
    case 'thread': return thread === undefined ? null
      : <Frame view={view} title={words.value.thread} wide><Thread key={thread} view={view} room={room} root={thread} /></Frame>;
    default: return null;
  }
}

function Frame({ view, title, wide, children }: { view: View; title: string; wide?: boolean; children: ComponentChildren }) {
  const close = () => view.closePanel();
  return (
    <aside id="panel" class={wide ? 'wide' : ''} aria-labelledby="panel-title"
      onKeyDown={(event) => { if (event.key === 'Escape' && !event.isComposing) close(); }}>
      <div class="title"><h2 id="panel-title">{title}</h2>
        <button type="button" class="quiet icon" aria-label={words.value.closePanel} onClick={close}>✕</button></div>
      {children}
    </aside>
  );
}
