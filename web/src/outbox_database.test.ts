import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { openOutboxDatabase } from './outbox_database';
import { memoryStore } from './storage';
import type { Letter } from './letter';

const letter = (client_id: string, text = client_id): Letter => ({ client_id, intent: { type: 'say', room: 'lobby', text } });

describe('the outbox on disk', () => {
  it('is shared by the pages of a browser: letters, their order, and the device', async () => {
    const disk = new IDBFactory();
    const [first, second] = [await openOutboxDatabase(memoryStore(), disk), await openOutboxDatabase(memoryStore(), disk)];
    expect(second.device).toBe(first.device);
    const orders = [await first.add(letter('b')), await second.add(letter('a'))];
    expect(orders[1]).toBeGreaterThan(orders[0]!);
    expect((await first.all()).map(({ client_id }) => client_id)).toEqual(['b', 'a']);
  });

  it('forgets what is removed, and does not bring it back', async () => {
    const outbox = await openOutboxDatabase(memoryStore(), new IDBFactory());
    const order = await outbox.add(letter('a'));
    await outbox.remove(order);
    await outbox.put({ ...letter('a'), order });
    expect([await outbox.all(), await outbox.replace(order, letter('b'))]).toEqual([[], undefined]);
  });

  it('replaces a letter once', async () => {
    const outbox = await openOutboxDatabase(memoryStore(), new IDBFactory());
    const order = await outbox.add(letter('a'));
    const replaced = await Promise.all([outbox.replace(order, letter('b')), outbox.replace(order, letter('c'))]);
    expect(replaced[1]).toBeUndefined();
    expect((await outbox.all()).map(({ client_id }) => client_id)).toEqual(['b']);
  });

  it('has what was written just before its page was closed', async () => {
    const [store, disk] = [memoryStore(), new IDBFactory()];
    const first = await openOutboxDatabase(store, disk);
    void first.add(letter('a')); // and here the page is gone
    expect(store.getItem('kotori.unsent.a')).not.toBeNull();
    const second = await openOutboxDatabase(store, disk);
    expect((await second.all()).map(({ client_id }) => client_id)).toEqual(['a']);
    expect(store.getItem('kotori.unsent.a')).toBeNull();
  });

  it('takes over the device and the messages of an older version of the page, once', async () => {
    const store = memoryStore();
    store.setItem('kotori.device', 'old-device');
    store.setItem('kotori.unsent.x', JSON.stringify({ client_id: 'x', text: 'two', order: 2 }));
    store.setItem('kotori.unsent.y', JSON.stringify({ client_id: 'y', text: 'one', order: 1 }));
    store.setItem('kotori.unsent.z', 'not JSON');
    const disk = new IDBFactory();
    await openOutboxDatabase(store, disk);
    const outbox = await openOutboxDatabase(store, disk);
    expect(outbox.device).toBe('old-device');
    expect((await outbox.all()).map(({ client_id, intent }) => [client_id, intent])).toEqual([
      ['y', letter('y', 'one').intent], ['x', letter('x', 'two').intent],
    ]);
    expect(store.getItem('kotori.unsent.x')).toBeNull();
  });

  it('knows who was here last, and forgets all of them', async () => {
    const [store, disk] = [memoryStore(), new IDBFactory()];
    const outbox = await openOutboxDatabase(store, disk);
    await outbox.remember('ann');
    await outbox.add(letter('a'));
    store.setItem('kotori.unsent.b', JSON.stringify(letter('b')));
    expect((await openOutboxDatabase(memoryStore(), disk)).user).toBe('ann');
    await outbox.clear();
    const next = await openOutboxDatabase(store, disk);
    expect([next.user, await next.all(), next.device === outbox.device]).toEqual([undefined, [], false]);
  });
});
