import type { AskFill, AskHistory } from './protocol';

export type HistoryPage = Omit<AskHistory, 'type' | 'room' | 'limit'>;
/** All the facts between two seqs. */
export type FillPage = Omit<AskFill, 'type' | 'room'>;
/** Facts to ask the server for. */
export type Page = HistoryPage | FillPage;

export function isFill(page: Page): page is FillPage {
  return page.after !== undefined && page.before !== undefined;
}

/** The pages on their way, each with the head as it was known when it was asked for. */
export class Pages {
  readonly #asked = new Map<Page, number>();

  get any(): boolean { return this.#asked.size > 0; }
  get anyFill(): boolean { return [...this.#asked.keys()].some(isFill); }

  has(page: Page): boolean {
    const same = JSON.stringify(page);
    return [...this.#asked.keys()].some((asked) => JSON.stringify(asked) === same);
  }

  asked(page: Page, head: number): void { this.#asked.set(page, head); }

  /** The head when this very page was asked for; nothing if nobody waits for it any more. */
  answered(page: Page): number | undefined {
    const head = this.#asked.get(page);
    this.#asked.delete(page);
    return head;
  }

  clear(): void { this.#asked.clear(); }
}
