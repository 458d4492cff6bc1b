/** Chance that can be had again: the same seed gives the same numbers. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to and without `below` (splitmix32). */
  below(below) {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  }

  /** True once in so many times. */
  onceIn(times) {
    return this.below(times) === 0;
  }

  of(things) {
    return things[this.below(things.length)];
  }

  /** One of {name: weight}. */
  weighed(weights) {
    let left = this.below(Object.values(weights).reduce((sum, each) => sum + each));
    for (const [name, weight] of Object.entries(weights)) if ((left -= weight) < 0) return name;
  }
}
