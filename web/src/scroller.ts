import { make } from './rows';

export interface ScrollListener { nearTop(): void; nearBottom(): void; moved(): void }

const near = 600; // pixels from an end where more is fetched
const atEnd = 48; // pixels from the bottom that still count as there

/** A scrolling box that stays at its bottom while `following`, and can keep its place while what it holds changes. */
export class Scroller {
  readonly element: HTMLElement;
  #following = true;
  #lastTop = 0;

  constructor(content: HTMLElement, private readonly listener: ScrollListener) {
    this.element = make('div', ['scroller'], content);
    this.element.tabIndex = 0;
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // Messages come, rows get their true height when first shown, keyboards open: the bottom moves.
    const observer = new ResizeObserver(() => this.#resized());
    observer.observe(content);
    observer.observe(this.element);
  }

  get following(): boolean { return this.#following; }

  follow(): void {
    if (this.#following) this.element.scrollTop = this.element.scrollHeight;
  }

  toBottom(): void {
    this.#following = true;
    this.follow();
  }

  /** Lets `change` redraw `rows` (by key, the same map before and after) and puts the first visible one back in its place. */
  holdStill(rows: ReadonlyMap<number, HTMLElement>, change: () => void): void {
    const top = this.element.getBoundingClientRect().top;
    const [key, row] = [...rows].find(([, candidate]) => candidate.getBoundingClientRect().bottom > top) ?? [];
    const before = row?.getBoundingClientRect().top;
    change();
    const after = key === undefined ? undefined : rows.get(key)?.getBoundingClientRect().top;
    if (before !== undefined && after !== undefined) this.element.scrollTop += after - before;
    this.follow();
  }

  #resized(): void {
    this.follow();
    if (this.element.scrollHeight <= this.element.clientHeight) this.listener.nearTop();
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const below = scrollHeight - clientHeight - scrollTop;
    // Growing at the bottom is not scrolling up: only a movement upwards ends the following.
    if (below < atEnd) this.#following = true;
    else if (scrollTop < this.#lastTop) this.#following = false;
    this.#lastTop = scrollTop;
    if (scrollTop < near) this.listener.nearTop();
    else if (below < near) this.listener.nearBottom();
    this.listener.moved();
  }
}
