import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox';
import { memoryStore, tolerant, type Store } from './storage';

function outboxIn(store: Store, now = 1000, ids = ['c', 'a', 'b']): Outbox {
  return new Outbox(store, () => ids.shift()!, () => now, () => {});
}

/** A store that lists its keys in an order of its own, as browsers do. */
function unorderedStore(): Store {
  const store = memoryStore();
  const keys = () => Array.from({ length: store.length }, (_, index) => store.key(index)!).sort();
  return { ...store, get length() { return store.length; }, key: (index) => keys()[index] ?? null };
}

const texts = (outbox: Outbox) => outbox.unsent.map(({ text }) => text);

describe('the outbox', () => {
  it('keeps the order of writing over a reload', () => {
    const store = unorderedStore();
    const outbox = outboxIn(store);
    for (const text of ['one', 'two', 'three']) outbox.add(text);
    expect(texts(outboxIn(store))).toEqual(['one', 'two', 'three']);
  });

  it('keeps the order of writing though the clock goes backwards', () => {
    const store = unorderedStore();
    outboxIn(store, 1000, ['b']).add('one');
    outboxIn(store, 500, ['a']).add('two');
    expect(texts(outboxIn(store))).toEqual(['one', 'two']);
  });

  it('still sends when the store is full', () => {
    const store = tolerant({ ...memoryStore(), setItem: () => { throw new Error('full'); } });
    const outbox = outboxIn(store);
    outbox.add('one');
    expect(texts(outbox)).toEqual(['one']);
  });

  it('is not upset by what it cannot read', () => {
    const store = memoryStore();
    store.setItem('kotori.unsent.x', 'not JSON');
    store.setItem('kotori.draft', 'hi');
    expect(texts(outboxIn(store))).toEqual([]);
  });
});
