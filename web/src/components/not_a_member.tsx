import { useSignal } from '@preact/signals';
import { explain, words } from '../i18n/language';
import type { Refusal } from '../letter';
import { lobby } from '../protocol';
import type { View } from '../view';

/** Instead of a conversation that one does not hear: a link leads here, or one has left the room elsewhere. */
export function NotAMember({ view, name }: { view: View; name: string }) {
  const refusal = useSignal<Refusal | undefined>(undefined);
  const join = async () => { refusal.value = await view.chat.enter({ type: 'join', room: name }); };
  return (
    <main class="outside">
      <p>{words.value.notAMember(name)}</p>
      <div class="choices">
        <button type="button" onClick={() => void join()}>{words.value.join}</button>
        <button type="button" class="quiet" onClick={() => view.go(lobby)}>{words.value.toLobby}</button>
      </div>
      <p class="refusal" role="alert">{refusal.value && explain(refusal.value)}</p>
    </main>
  );
}
