import { make } from './elements';
import type { Fact } from './facts';
import { words } from './i18n/language';

const mostAtOnce = 3; // in a busy room a screen reader would never catch up

/** The one place that speaks to screen readers: what others say, as they say it, and nothing else. */
export class Announcer {
  readonly element = make('div', ['spoken']);

  constructor() {
    this.element.role = 'status';
    this.element.ariaLive = 'polite';
  }

  announce(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.type === 'said') this.element.append(make('p', [], words.value.announced(fact.user.name, fact.text)));
    }
    while (this.element.childElementCount > mostAtOnce) this.element.firstElementChild?.remove();
  }
}
