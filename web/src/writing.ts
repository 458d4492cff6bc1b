import { signal } from '@preact/signals';
import type { User } from './facts';
import type { Surroundings } from './surroundings';

const shownFor = 5000;
const sentEvery = 3000;
const late = 1500; // the server tells of those who write once a second, so perhaps after they have said it

/** Those who are writing: each for five seconds after the last sign of it, or until they have said it. */
export class Writers {
  readonly users = signal<readonly User[]>([]);
  readonly #callOff = new Map<string, () => void>();
  readonly #justSaid = new Map<string, () => void>();

  constructor(private readonly surroundings: Pick<Surroundings, 'after'>) {}

  heard(users: readonly User[], me: string | undefined): void {
    for (const user of users) {
      if (user.id === me || this.#justSaid.has(user.id)) continue;
      this.#callOff.get(user.id)?.();
      this.#callOff.set(user.id, this.surroundings.after(shownFor, () => this.#forget(user.id)));
      if (!this.users.value.some(({ id }) => id === user.id)) this.users.value = [...this.users.value, user];
    }
  }

  /** Somebody has said what they wrote. */
  said(id: string): void {
    this.#forget(id);
    this.#justSaid.get(id)?.();
    this.#justSaid.set(id, this.surroundings.after(late, () => this.#justSaid.delete(id)));
  }

  #forget(id: string): void {
    this.#callOff.get(id)?.();
    this.#callOff.delete(id);
    if (this.users.value.some((user) => user.id === id)) this.users.value = this.users.value.filter((user) => user.id !== id);
  }
}

/** Tells the server that one is writing, at most every three seconds. */
export class WritingSign {
  #saidAt = -Infinity;

  constructor(private readonly surroundings: Pick<Surroundings, 'now'>, private readonly tell: () => void) {}

  typed(): void {
    const now = this.surroundings.now();
    if (now - this.#saidAt < sentEvery) return;
    this.#saidAt = now;
    this.tell();
  }

  /** It was sent: the next stroke is a new beginning. */
  sent(): void { this.#saidAt = -Infinity; }
}
