import { signal } from '@preact/signals';
import type { User } from './facts';

/** Who is in a room now: of a crowd only the first hundred by name, and how many they are. */
export class People {
  readonly named = signal<readonly User[]>([]);
  readonly count = signal(0);

  are(named: readonly User[], count: number): void {
    this.named.value = named;
    this.count.value = count;
  }

  came(user: User): void {
    const known = this.named.value.some(({ id }) => id === user.id);
    this.named.value = [...this.named.value.filter(({ id }) => id !== user.id), user];
    if (!known) ++this.count.value;
  }

  went({ id }: User): void {
    const left = this.named.value.filter((user) => user.id !== id);
    if (left.length < this.named.value.length) --this.count.value;
    this.named.value = left;
  }

  renamed(user: User): void {
    if (this.named.value.some(({ id }) => id === user.id)) {
      this.named.value = this.named.value.map((other) => (other.id === user.id ? user : other));
    }
  }
}
