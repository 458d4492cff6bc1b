/** What `promise` gives, or an error that names it once it has taken longer than anything here may take. */
export async function within(seconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${seconds} s: ${what}`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Things that come one after another, for those who wait for the next. */
export class Queue {
  #items = [];
  #waiting = [];

  push(item) {
    if (this.#waiting.length > 0) this.#waiting.shift()(item);
    else this.#items.push(item);
  }

  next(what) {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift());
    return within(20, what, new Promise((resolve) => this.#waiting.push(resolve)));
  }

  /** All that is here, without waiting. */
  take() {
    return this.#items.splice(0);
  }
}
