import { make } from './elements';

export interface ScrollListener {
  nearTop(): void;
  nearBottom(): void;
  moved(): void;
  /** True if nothing newer is left out below the rows: only there can the bottom be followed. */
  complete(): boolean;
}

/** A row, and how far its top is below the upper edge of what is seen. */
export interface Place { key: number; top: number }

const near = 600; // pixels from an end where more is fetched
const atEnd = 48; // pixels from the bottom that still count as there

/**
 * A scrolling box that stays at its bottom while `following`; else it keeps its first visible row in place while rows
 * come, go, or take on their true height. (Not every browser anchors by itself, and none over a redraw.)
 * `rows` are in order, under keys that outlive a redraw.
 */
export class Scroller {
  readonly element: HTMLElement;
  #following = true;
  #lastTop = 0;
  #anchor: Place | undefined;

  constructor(
    content: HTMLElement,
    private readonly rows: ReadonlyMap<number, HTMLElement>,
    private readonly listener: ScrollListener,
  ) {
    this.element = make('div', ['scroller'], content);
    this.element.tabIndex = 0;
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // Called after layout and before painting, so that no jump is ever seen.
    const observer = new ResizeObserver(() => this.settle());
    observer.observe(content);
    observer.observe(this.element);
  }

  get following(): boolean { return this.#following; }

  toBottom(): void {
    this.#following = true;
    this.settle();
  }

  /** What is looked at, to come back to it: nothing if that is the bottom. */
  get place(): Place | undefined { return this.#following ? undefined : this.#anchor; }

  /** Holds a row so many pixels below the upper edge. */
  hold(place: Place): void {
    this.#following = false;
    this.#anchor = place;
    this.settle();
    this.#anchor = this.#firstVisible();
    this.look();
  }

  /** Puts what is looked at back in its place. */
  settle(): void {
    const row = this.#anchor && this.rows.get(this.#anchor.key);
    if (this.#following) this.element.scrollTop = this.element.scrollHeight;
    else if (this.#anchor && row) this.element.scrollTop += topOf(row) - topOf(this.element) - this.#anchor.top;
    this.#lastTop = this.element.scrollTop;
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const below = scrollHeight - clientHeight - scrollTop;
    // Growing at the bottom is not scrolling up: only a movement upwards ends the following.
    if (below < atEnd && this.listener.complete()) this.#following = true;
    else if (scrollTop < this.#lastTop) this.#following = false;
    // Where settle() has put it, the row that was held is still the one looked at.
    if (scrollTop !== this.#lastTop) this.#anchor = this.#following ? undefined : this.#firstVisible();
    this.#lastTop = scrollTop;
    this.look();
  }

  /** Asks for more where an end is near. */
  look(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const below = scrollHeight - clientHeight - scrollTop;
    if (below < atEnd && this.listener.complete()) this.#following = true;
    if (scrollTop < near) this.listener.nearTop();
    if (below < near) this.listener.nearBottom();
    this.listener.moved();
  }

  #firstVisible(): Place | undefined {
    const rows = [...this.rows];
    const edge = topOf(this.element);
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]![1].getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    const found = rows[low];
    return found && { key: found[0], top: topOf(found[1]) - edge };
  }
}

function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top;
}
