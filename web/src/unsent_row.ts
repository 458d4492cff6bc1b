import { button, make } from './elements';
import { explain, words } from './i18n/language';
import type { Unsent } from './letter';
import { linked } from './links';
import type { Intent } from './protocol';

interface Deciding { retry(client_id: string): void; discard(client_id: string): void }

/** Something on its way that has no message to stand with: what one said, or did to the room. */
export function unsentRow(unsent: Unsent, connected: boolean, deciding: Deciding): HTMLElement {
  const { intent, refusal } = unsent;
  const content = intent.type === 'say' ? make('p', ['text'], ...linked(intent.text)) : make('p', ['text', 'deed'], deed(intent));
  const row = make('li', ['said', 'own', 'unsent', refusal && 'failed'], make('div', ['line'], make('div', ['bubble'], content)));
  row.append(stateOf(unsent, connected, deciding));
  return row;
}

/** How it stands with something unsent, and what one can do about it. */
export function stateOf(unsent: Unsent, connected: boolean, { retry, discard }: Deciding): HTMLElement {
  const { sending, waiting, notYet, notDone, retry: again, retryNow, discard: drop } = words.value;
  const { client_id, refusal, later } = unsent;
  if (refusal) {
    return make('div', ['state', 'refused'], notDone(deed(unsent.intent), explain(refusal)),
      button(again, () => retry(client_id)), button(drop, () => discard(client_id)));
  }
  if (later) return make('div', ['state'], notYet(explain(later)), button(retryNow, () => retry(client_id)));
  // Who sees it sees it pale.
  return connected ? make('div', ['spoken'], sending) : make('div', ['state'], waiting);
}

function deed(intent: Intent): string {
  const { deeds } = words.value;
  switch (intent.type) {
    case 'open': case 'join': case 'leave': case 'close': return deeds[intent.type](intent.room);
    case 'rename': return deeds.rename(intent.name);
    default: return deeds[intent.type];
  }
}
