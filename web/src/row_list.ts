import { make } from './elements';
import type { Shown } from './facts';
import { markerRow, rowsOf } from './rows';
import type { RowContext } from './said_row';

/** The rows of some facts that follow each other, with the line "new" among them. */
export class RowList {
  readonly element = make('ol', ['facts']);
  /** Each fact's own row, in order. */
  readonly bySeq = new Map<number, HTMLElement>();
  #facts: Shown[] = [];
  #marker: HTMLElement | undefined;

  constructor(private readonly context: () => RowContext, private readonly markedAt: () => number | undefined) {}

  get facts(): readonly Shown[] { return this.#facts; }
  get first(): Shown | undefined { return this.#facts[0]; }
  get last(): Shown | undefined { return this.#facts.at(-1); }
  get length(): number { return this.#facts.length; }

  draw(facts: readonly Shown[]): void {
    this.#facts = [];
    this.bySeq.clear();
    this.element.replaceChildren();
    this.append([...facts]);
  }

  append(facts: readonly Shown[]): void {
    const fragment = document.createDocumentFragment();
    const context = this.context();
    for (const fact of facts) {
      const rows = rowsOf(fact, this.last, context);
      this.bySeq.set(fact.seq, rows.at(-1)!);
      this.#facts.push(fact);
      fragment.append(...rows);
    }
    this.element.append(fragment);
    this.mark(this.markedAt());
  }

  /** Draws these messages again, and the rows that quote them. */
  refresh(messages: ReadonlySet<number>): void {
    if (messages.size === 0) return;
    const context = this.context();
    this.#facts.forEach((fact, index) => {
      const quotes = fact.type === 'said' && fact.reply_to !== undefined && messages.has(fact.reply_to);
      if (!messages.has(fact.seq) && !quotes) return;
      const old = this.bySeq.get(fact.seq);
      const row = rowsOf(fact, this.#facts[index - 1], context).at(-1)!;
      const focused = old?.contains(document.activeElement);
      old?.replaceWith(row);
      this.bySeq.set(fact.seq, row); // an old key keeps its place
      if (focused) row.focus({ preventScroll: true });
    });
  }

  /** Puts the line before the first that somebody else said after `seq`, unless that is known to be nothing or not to be here. */
  mark(seq: number | undefined): void {
    this.#marker?.remove();
    const me = this.context().me?.id;
    const next = seq === undefined ? undefined : this.#facts.find((fact) => fact.seq > seq && fact.type === 'said' && fact.user.id !== me);
    const { first } = this;
    if (seq === undefined || !next || !first || (first === next && first.seq > seq + 1)) return;
    this.#marker = markerRow();
    this.bySeq.get(next.seq)?.before(this.#marker);
  }

  flash(seq: number): void {
    const row = this.bySeq.get(seq);
    row?.classList.remove('flash');
    void row?.offsetWidth; // so that it begins anew
    row?.classList.add('flash');
  }

  /** The arrow keys go from message to message, and Enter opens the menu of one. */
  steer(event: KeyboardEvent): void {
    const rows = [...this.bySeq.values()].filter((row) => row.dataset.seq !== undefined);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const next = at < 0 ? rows.length - 1 : at + (event.key === 'ArrowUp' ? -1 : 1);
      rows[next]?.focus();
      rows[next]?.scrollIntoView({ block: 'nearest' });
      event.preventDefault();
    } else if (event.key === 'Enter' && rows[at] !== undefined && rows[at] === document.activeElement) {
      rows[at].querySelector<HTMLElement>('.more')?.click();
      event.preventDefault();
    }
  }
}
