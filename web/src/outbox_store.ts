import type { Kept, Letter } from './letter';
import { randomId } from './storage';

/**
 * Where letters are kept until they are answered, and as which device they are sent. All pages of a browser share both:
 * the server knows a letter by its device and client id, so it makes no difference how often, or by which page, it is
 * sent. Every page sends what it knows in the order of keeping, so nothing overtakes, whoever comes first; and what a
 * closed page leaves behind, the next one finds here. So there is no leader, and no lock, to lose.
 */
export interface OutboxStore {
  readonly device: string;
  /** Who was here last, in this browser; nobody knows: undefined. */
  readonly user: string | undefined;
  /** From now on that is who was here last. */
  remember(user: string): Promise<void>;
  /** Nothing is left of who was here: neither their letters nor their device. */
  clear(): Promise<void>;
  /** True if letters outlive their page. */
  readonly durable: boolean;
  /** In the order of keeping. */
  all(): Promise<Kept[]>;
  /** Gives its order once it is kept. */
  add(letter: Letter): Promise<number>;
  put(letter: Kept): Promise<void>;
  remove(order: number): Promise<void>;
  /** Keeps `letter` instead of the one with this order; nothing if another page has taken that away. */
  replace(order: number, letter: Letter): Promise<number | undefined>;
}

/** Letters that last as long as their page, under a device of its own: no other page could know them. */
export function memoryOutboxStore(): OutboxStore {
  const letters = new Map<number, Kept>();
  let last = 0;
  const add = (letter: Letter): number => {
    letters.set(++last, { ...letter, order: last });
    return last;
  };
  return {
    device: randomId(),
    user: undefined,
    remember: async () => {},
    clear: async () => letters.clear(),
    durable: false,
    all: async () => [...letters.values()].map((letter) => ({ ...letter })),
    add: async (letter) => add(letter),
    put: async (letter) => { if (letters.has(letter.order)) letters.set(letter.order, { ...letter }); },
    remove: async (order) => void letters.delete(order),
    replace: async (order, letter) => (letters.delete(order) ? add(letter) : undefined),
  };
}
