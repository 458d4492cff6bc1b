import type { Kept, Letter } from './letter';
import type { OutboxStore } from './outbox_store';
import { deviceKey, deviceOf, keysOf, type Store } from './storage';

const name = 'kotori';
const version = 1;
const letters = 'letters';
const about = 'about';
const journal = 'kotori.unsent.';

/**
 * The outbox on disk. A page may be closed before the disk has a letter, so until then it is in `store` (localStorage),
 * too, which is slow but there at once; what a page has left there moves here, and so do the device and the messages
 * that an older version of the page kept there. Throws where IndexedDB cannot be had, as in some private windows.
 */
export async function openOutboxDatabase(store: Store, factory: IDBFactory = indexedDB): Promise<OutboxStore> {
  const database = await open(factory);
  const device = await deviceIn(database, deviceOf(store));
  const user = await inOneGo(database, about, (there) => resultOf<string | undefined>(there.get('user')));
  await moveIn(database, store);
  return outboxIn(database, { device, user }, store);
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(name, version);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(letters, { keyPath: 'order', autoIncrement: true });
    store.createIndex('client_id', 'client_id', { unique: true });
    request.result.createObjectStore(about);
  };
  return resultOf(request).then((database) => {
    database.onversionchange = () => database.close(); // a newer page must not wait for this one
    return database;
  });
}

function outboxIn(database: IDBDatabase, known: Pick<OutboxStore, 'device' | 'user'>, journalled: Store): OutboxStore {
  const write = <Result>(task: (store: IDBObjectStore) => Promise<Result>): Promise<Result> => inOneGo(database, letters, task);
  return {
    ...known,
    durable: true,
    remember: (user) => inOneGo(database, about, async (store) => { await resultOf(store.put(user, 'user')); }),
    async clear() {
      for (const key of journalKeys(journalled)) journalled.removeItem(key);
      journalled.removeItem(deviceKey);
      for (const each of [letters, about]) await inOneGo(database, each, async (store) => { await resultOf(store.clear()); });
    },
    all: () => write((store) => resultOf<Kept[]>(store.getAll())),
    async add(letter) {
      journalled.setItem(journal + letter.client_id, JSON.stringify(letter));
      const order = await write((store) => addTo(store, letter));
      journalled.removeItem(journal + letter.client_id);
      return order;
    },
    remove: (order) => write(async (store) => { await resultOf(store.delete(order)); }),
    put: (letter) => write(async (store) => {
      if (await resultOf(store.getKey(letter.order))) await resultOf(store.put(letter));
    }),
    replace: (order, letter) => write(async (store) => {
      if (!(await resultOf(store.getKey(order)))) return undefined;
      await resultOf(store.delete(order));
      return addTo(store, letter);
    }),
  };
}

/** Gives its order, also if another page has moved it here from the journal meanwhile. */
async function addTo(store: IDBObjectStore, letter: Letter): Promise<number> {
  const known = await resultOf(store.index('client_id').getKey(letter.client_id));
  return (known ?? (await resultOf(store.add(letter)))) as number;
}

/** One device for all pages of this browser, whichever is the first to say one. */
function deviceIn(database: IDBDatabase, proposed: string): Promise<string> {
  return inOneGo(database, about, async (store) => {
    const known = await resultOf<string | undefined>(store.get('device'));
    if (known === undefined) await resultOf(store.put(proposed, 'device'));
    return known ?? proposed;
  });
}

function journalKeys(store: Store): string[] { return keysOf(store).filter((key) => key.startsWith(journal)); }

interface Journalled extends Letter { order?: number; text?: string } // a text alone is from an older version

async function moveIn(database: IDBDatabase, store: Store): Promise<void> {
  const keys = journalKeys(store);
  const left = keys.flatMap((key) => {
    try { return [JSON.parse(store.getItem(key) ?? '') as Journalled]; } catch { return []; }
  });
  await inOneGo(database, letters, async (there) => {
    for (const { client_id, user, intent, text = '' } of left.sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0)) {
      await addTo(there, { client_id, intent: intent ?? { type: 'say', room: 'lobby', text }, ...(user && { user }) });
    }
  });
  for (const key of keys) store.removeItem(key);
}

/** The result of `task` once it is on disk. */
function inOneGo<Result>(database: IDBDatabase, name: string, task: (store: IDBObjectStore) => Promise<Result>): Promise<Result> {
  const transaction = database.transaction(name, 'readwrite', { durability: 'strict' });
  return new Promise((resolve, reject) => {
    const result = task(transaction.objectStore(name));
    result.catch(reject);
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
