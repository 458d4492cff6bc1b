import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatRoom } from '../chat_room';
import { Desk, bytesLeft } from '../desk';
import { isSendingEnter } from '../enter';
import { words } from '../i18n/language';
import type { View } from '../view';
import { ComposerTask } from './composer_task';
import { SendIcon } from './icons';

/**
 * Where one writes: what is new, an answer, or another text for an own message; with `thread`, an answer to that alone.
 * The text is never touched while somebody writes, only read.
 */
export function Composer({ view, room, thread }: { view: View; room: ChatRoom; thread?: number }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const limit = view.chat.limits.value.text_bytes;
  const left = useSignal(limit);
  const blank = useSignal(true);
  const desk = new Desk(view, room, thread);

  function show(text: string): void {
    if (!area.current) return;
    area.current.value = text;
    measure(area.current);
  }

  function measure(element: HTMLTextAreaElement): void {
    blank.value = element.value.trim() === '';
    left.value = bytesLeft(element.value, limit);
    if (!CSS.supports('field-sizing', 'content')) fit(element);
  }

  function changed(): void {
    if (!area.current) return;
    desk.keep(area.current.value);
    if (area.current.value !== '') room.sign.typed();
    measure(area.current);
  }

  function send(): void {
    const text = area.current?.value.trimEnd() ?? '';
    if (text.trim() === '' || bytesLeft(text, limit) < 0) return;
    desk.send(text);
    show(desk.text);
    area.current?.focus();
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing && desk.busy) {
      event.stopPropagation();
      desk.stop();
    } else if (event.key === 'ArrowUp' && !event.isComposing && area.current?.value === '' && desk.editLast()) {
      event.preventDefault();
    } else if (isSendingEnter(event)) {
      event.preventDefault();
      send();
    }
  }

  useLayoutEffect(() => show(desk.text), [desk.edited]);
  useEffect(() => {
    if (thread === undefined) view.focusComposer = () => area.current?.focus();
    if (thread !== undefined || matchMedia('(pointer: fine)').matches) area.current?.focus();
  }, []);

  if (room.closed.value) return <p class="composer faint">{words.value.roomClosed}</p>;
  const { bytesLeft: leftWords, bytesOver, message, writeMessage, replyInThread, send: sendWord } = words.value;
  const invitation = thread === undefined ? writeMessage : replyInThread;
  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); send(); }}>
      {thread === undefined && <ComposerTask view={view} room={room} stop={() => desk.stop()} />}
      <textarea ref={area} rows={1} aria-label={thread === undefined ? message : replyInThread} placeholder={invitation} enterkeyhint="send"
        aria-describedby="text-limit" onInput={changed} onKeyDown={pressed} />
      <button type="submit" class="send" disabled={blank.value || left.value < 0} aria-label={sendWord} title={sendWord}>
        <SendIcon />
      </button>
      <p id="text-limit" class={left.value < 0 ? 'limit over' : 'limit'} role="status">
        {left.value < 0 ? bytesOver(-left.value) : left.value < limit / 10 && leftWords(left.value)}
      </p>
    </form>
  );
}

function fit(element: HTMLTextAreaElement): void {
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
}
