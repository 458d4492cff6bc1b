import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from '../chat';
import { words } from '../i18n/language';
import { Form } from './form';

/** One's own name; pressed, it turns into a form to change it. */
export function NameForm({ chat }: { chat: Chat }) {
  const editing = useSignal(false);
  const me = chat.me.value;
  if (!me) return null;
  if (editing.value) return <Editing chat={chat} name={me.name} close={() => { editing.value = false; }} />;
  return (
    <button type="button" class="quiet own-name" title={words.value.changeName} onClick={() => { editing.value = true; }}>
      <bdi>{me.name}</bdi>
    </button>
  );
}

function Editing({ chat, name, close }: { chat: Chat; name: string; close: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const ask = ({ name: wanted = '' }) => (wanted === '' || wanted === name ? undefined : chat.attempt({ type: 'rename', name: wanted }));
  return (
    <Form className="name-form" submit={words.value.save} ask={ask} done={close}>
      <input ref={input} name="name" defaultValue={name} aria-label={words.value.yourName} autocomplete="off" spellcheck={false} />
    </Form>
  );
}
