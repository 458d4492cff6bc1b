import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { isSendingEnter } from '../enter';
import { explain, words } from '../i18n/language';
import type { Refusal } from '../letter';

/**
 * A small form that asks the server for something: it stays while the server decides, and says why it was refused.
 * `ask` is given what is in the fields by their names; it gives back nothing if the thing is done.
 */
export function Form({ className, children, submit, ask, done }: {
  className: string; children: ComponentChildren; submit: string;
  ask: (fields: Record<string, string>) => Promise<Refusal | undefined> | undefined; done?: () => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const refusal = useSignal<Refusal | undefined>(undefined);
  const busy = useSignal(false);

  async function save(): Promise<void> {
    if (busy.value || !form.current) return;
    const fields = Object.fromEntries([...new FormData(form.current)].map(([name, value]) => [name, String(value).trim()]));
    busy.value = true;
    refusal.value = await ask(fields);
    busy.value = false;
    if (!refusal.value) done?.();
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing && done) {
      event.stopPropagation();
      done();
    }
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault(); // some browsers would submit on the Enter that ends a composition
    if (isSendingEnter(event)) void save();
  }

  return (
    <form ref={form} class={`form ${className}`} onKeyDown={pressed} onSubmit={(event) => { event.preventDefault(); void save(); }}>
      {children}
      <button type="submit" aria-busy={busy.value}>{submit}</button>
      {done && <button type="button" class="quiet" onClick={done}>{words.value.cancel}</button>}
      <p class="refusal" role="alert">{refusal.value && explain(refusal.value)}</p>
    </form>
  );
}
