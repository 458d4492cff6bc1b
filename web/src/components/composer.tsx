import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isSendingEnter } from '../enter';
import { words } from '../i18n/language';
import type { Store } from '../storage';

const draftKey = 'kotori.draft';
const mostBytesPerUnit = 3; // a UTF-16 unit takes at most this many bytes in UTF-8

/** Where one writes. `limit` is in bytes of UTF-8. The text is never touched while somebody writes, only read. */
export function Composer({ limit, store, say }: { limit: number; store: Store; say: (text: string) => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const left = useSignal(limit);
  const blank = useSignal(true);

  function changed(): void {
    const element = area.current;
    if (!element) return;
    store.setItem(draftKey, element.value);
    blank.value = element.value.trim() === '';
    left.value = bytesLeft(element.value, limit);
    if (!CSS.supports('field-sizing', 'content')) fit(element);
  }

  function send(): void {
    const text = area.current?.value.trimEnd() ?? '';
    if (text.trim() === '' || bytesLeft(text, limit) < 0 || !area.current) return;
    say(text);
    area.current.value = '';
    changed();
    area.current.focus();
  }

  useEffect(() => {
    if (!area.current) return;
    area.current.value = store.getItem(draftKey) ?? '';
    changed();
    if (matchMedia('(pointer: fine)').matches) area.current.focus();
  }, []);

  const { bytesLeft: leftWords, bytesOver, message, writeMessage, send: sendWord } = words.value;
  return (
    <form class="composer" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <textarea ref={area} rows={1} aria-label={message} placeholder={writeMessage} enterkeyhint="send"
        aria-describedby="text-limit" onInput={changed}
        onKeyDown={(event) => {
          if (!isSendingEnter(event)) return;
          event.preventDefault();
          send();
        }} />
      <button type="submit" class="send" disabled={blank.value || left.value < 0} aria-label={sendWord} title={sendWord}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M3 11.5 21 3l-6.5 18-3-7.5z" /></svg>
      </button>
      <p id="text-limit" class={left.value < 0 ? 'limit over' : 'limit'} role="status">
        {left.value < 0 ? bytesOver(-left.value) : left.value < limit / 10 && leftWords(left.value)}
      </p>
    </form>
  );
}

function bytesLeft(text: string, limit: number): number {
  const surelyShort = text.length * mostBytesPerUnit < limit / 2;
  return surelyShort ? limit : limit - new TextEncoder().encode(text).length;
}

function fit(element: HTMLTextAreaElement): void {
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
}
