import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from './chat';
import { Composer } from './components/composer';
import { Header } from './components/header';
import { People } from './components/people';
import type { Store } from './storage';
import type { Timeline } from './timeline';

export function App({ chat, timeline, store }: { chat: Chat; timeline: Timeline; store: Store }) {
  const peopleOpen = useSignal(false);
  const say = (text: string) => {
    chat.say(text);
    timeline.showNewest();
  };
  return (
    <div class="page">
      <Header chat={chat} peopleOpen={peopleOpen} store={store} />
      <div class="columns">
        <main>
          <Mount element={timeline.element} />
          <Composer limit={chat.limits.value.text_bytes} store={store} say={say} />
        </main>
        <People chat={chat} open={peopleOpen} />
      </div>
    </div>
  );
}

/** Puts an element that is drawn by hand into the page. */
function Mount({ element }: { element: HTMLElement }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.replaceChildren(element), [element]);
  return <div class="mount" ref={place} />;
}
