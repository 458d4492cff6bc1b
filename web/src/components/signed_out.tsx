import { words } from '../i18n/language';

/** Instead of everything: nothing on this page is anybody's any more. */
export function SignedOut() {
  return (
    <main class="outside">
      <p role="alert">{words.value.signedOut}</p>
      <button type="button" onClick={() => location.reload()}>{words.value.beginAnew}</button>
    </main>
  );
}
