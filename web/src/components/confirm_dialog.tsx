import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { explain, words } from '../i18n/language';
import type { Refusal } from '../letter';
import type { Asking, View } from '../view';

/** Asks before something that cannot be taken back, and says why it could not be done. */
export function ConfirmDialog({ view: { asking } }: { view: View }) {
  const { value } = asking;
  return value ? <Open key={value.text} asking={value} close={() => { asking.value = undefined; }} /> : null;
}

function Open({ asking, close }: { asking: Asking; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const refusal = useSignal<Refusal | undefined>(undefined);
  const busy = useSignal(false);
  useEffect(() => dialog.current?.showModal(), []);

  async function confirm(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = (await asking.act()) || undefined;
    busy.value = false;
    if (!refusal.value) close();
  }

  return (
    <dialog ref={dialog} class="confirm" role="alertdialog" aria-labelledby="confirm-text" onClose={close}>
      <p id="confirm-text">{asking.text}</p>
      <p class="refusal" role="alert">{refusal.value && explain(refusal.value)}</p>
      <div class="choices">
        <button type="button" class="quiet" onClick={close}>{words.value.cancel}</button>
        <button type="button" class="danger" aria-busy={busy.value} onClick={() => void confirm()}>{asking.yes}</button>
      </div>
    </dialog>
  );
}
