import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from '../chat';
import { isSendingEnter } from '../enter';
import { explain, words } from '../i18n/language';
import type { Refusal } from '../outbox';

/** One's own name; pressed, it turns into a form to change it. */
export function NameForm({ chat }: { chat: Chat }) {
  const editing = useSignal(false);
  const me = chat.me.value;
  if (!me) return null;
  if (editing.value) return <Editing chat={chat} name={me.name} close={() => { editing.value = false; }} />;
  return (
    <button type="button" class="quiet own-name" title={words.value.changeName} disabled={chat.status.value !== 'connected'}
      onClick={() => { editing.value = true; }}>
      <bdi>{me.name}</bdi>
    </button>
  );
}

function Editing({ chat, name, close }: { chat: Chat; name: string; close: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const refusal = useSignal<Refusal | undefined>(undefined);
  const busy = useSignal(false);
  useEffect(() => input.current?.select(), []);

  async function save(): Promise<void> {
    const wanted = input.current?.value.trim() ?? '';
    if (busy.value) return;
    if (wanted === '' || wanted === name) return close();
    busy.value = true;
    refusal.value = await chat.rename(wanted);
    busy.value = false;
    if (!refusal.value) close();
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing) close();
    if (event.key !== 'Enter') return;
    event.preventDefault(); // some browsers would submit on the Enter that ends a composition
    if (isSendingEnter(event)) void save();
  }

  return (
    <form class="name-form" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <input ref={input} defaultValue={name} aria-label={words.value.yourName} autocomplete="off" spellcheck={false}
        aria-invalid={refusal.value !== undefined} aria-describedby="name-refusal" onKeyDown={pressed} />
      <button type="submit">{words.value.save}</button>
      <button type="button" class="quiet" onClick={close}>{words.value.cancel}</button>
      <p id="name-refusal" class="refusal" role="alert">{refusal.value && explain(refusal.value)}</p>
    </form>
  );
}
