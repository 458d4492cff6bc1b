/** The part of localStorage that is used. Here `setItem` never throws. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** This browser's storage; where it is closed, a memory that lasts as long as the page. */
export function openStore(): Store {
  try {
    return tolerant(localStorage);
  } catch {
    return memoryStore();
  }
}

/** What does not fit is not kept: a draft or a message on its way then does not outlive its page, nothing worse. */
export function tolerant(store: Store): Store {
  return {
    get length() { return store.length; },
    key: (index) => store.key(index),
    getItem: (key) => store.getItem(key),
    removeItem: (key) => store.removeItem(key),
    setItem(key, value) {
      try { store.setItem(key, value); } catch { /* full */ }
    },
  };
}

export function memoryStore(): Store {
  const items = new Map<string, string>();
  return {
    get length() { return items.size; },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** 128 random bits in hex. (crypto.randomUUID is missing on pages served by plain http in a home network.) */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function keysOf(store: Store): string[] {
  return Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');
}

export const deviceKey = 'kotori.device';

/** The same for as long as this browser keeps its storage. */
export function deviceOf(store: Store): string {
  const known = store.getItem(deviceKey);
  if (known) return known;
  const device = randomId();
  store.setItem(deviceKey, device);
  return device;
}
