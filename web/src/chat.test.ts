import { describe, expect, it } from 'vitest';
import { Chat } from './chat';
import { memoryStore, type Store } from './storage';
import { ann, bob, said, TestSurroundings } from './testing/surroundings';

class Page {
  surroundings = new TestSurroundings();
  chat: Chat;
  constructor(store: Store = memoryStore()) { this.chat = new Chat(store, this.surroundings); }

  get socket() { return this.surroundings.socket; }
  get unsent() { return this.chat.unsent.value.map(({ text }) => text); }
  get heard() { return this.chat.room.facts.map((fact) => (fact.type === 'said' ? fact.text : fact.type)); }

  async arrives(head = 0): Promise<void> {
    this.chat.connect();
    await this.socket.welcomes(head);
    await this.socket.says({ type: 'history', id: this.socket.last('history').id, room: 'lobby', facts: [], more: false });
  }

  async isAnswered(type: string, answer: object): Promise<void> {
    await this.socket.says({ id: this.socket.last(type).id, ...answer });
  }

  async comesBack(head = 0, epoch = 'first'): Promise<void> {
    await this.socket.breaks(1006);
    this.chat.wake(true);
    await this.socket.welcomes(head, epoch);
  }
}

async function page(store?: Store): Promise<Page> {
  const arrived = new Page(store);
  await arrived.arrives();
  return arrived;
}

const no = { type: 'refused', code: 'rude', message: 'That was rude.', retryable: false };
const notNow = { type: 'refused', code: 'unavailable', message: 'Later.', retryable: true };

describe('a message', () => {
  it('waits until it is accepted and seen, the answer coming first', async () => {
    const tab = await page();
    tab.chat.say('hi');
    expect(tab.unsent).toEqual(['hi']);
    await tab.isAnswered('say', { type: 'ok', seq: 1 });
    expect(tab.unsent).toEqual(['hi']);
    await tab.socket.says(said(1, ann, 'hi'));
    expect([tab.unsent, tab.heard]).toEqual([[], ['hi']]);
  });

  it('waits until it is accepted and seen, the fact coming first', async () => {
    const tab = await page();
    tab.chat.say('hi');
    await tab.socket.says(said(1, ann, 'hi'));
    await tab.isAnswered('say', { type: 'ok', seq: 1 });
    expect([tab.unsent, tab.heard]).toEqual([[], ['hi']]);
  });

  it('is sent again after a reconnect if it was not answered, in order, under the same client id', async () => {
    const tab = await page();
    for (const text of ['one', 'two', 'three']) tab.chat.say(text);
    const [one, two, three] = tab.socket.asked('say');
    await tab.socket.says({ id: one!.id, type: 'ok', seq: 1 });
    await tab.comesBack(1);
    expect(tab.socket.asked('say').map(({ client_id }) => client_id)).toEqual([two!.client_id, three!.client_id]);
  });

  it('written while there is no connection goes out after the next welcome', async () => {
    const tab = await page();
    await tab.socket.breaks(1006);
    tab.chat.say('hi');
    tab.chat.wake(true);
    await tab.socket.welcomes();
    expect(tab.socket.last('say')).toMatchObject({ text: 'hi', room: 'lobby' });
  });

  it('outlives its page until it is answered', async () => {
    const store = memoryStore();
    const first = await page(store);
    first.chat.say('hi');
    const second = await page(store);
    expect(second.socket.last('say').client_id).toBe(first.socket.last('say').client_id);
    await second.isAnswered('say', { type: 'ok', seq: 1 });
    expect((await page(store)).socket.asked('say')).toEqual([]);
  });

  it('that is refused for good goes again under a new client id, if wanted', async () => {
    const tab = await page();
    tab.chat.say('hi');
    const first = tab.socket.last('say').client_id as string;
    await tab.isAnswered('say', no);
    expect(tab.chat.unsent.value[0]?.refusal?.code).toBe('rude');
    tab.chat.retry(first);
    expect(tab.socket.asked('say')).toHaveLength(2);
    expect(tab.socket.last('say').client_id).not.toBe(first);
  });

  it('that is refused for now goes again with all such after it, under the same client ids', async () => {
    const tab = await page();
    tab.chat.say('one');
    await tab.isAnswered('say', notNow);
    tab.chat.say('two');
    await tab.isAnswered('say', notNow);
    const ids = tab.socket.asked('say').map(({ client_id }) => client_id as string);
    tab.chat.retry(ids[1]!);
    expect(tab.socket.asked('say').slice(2).map(({ client_id }) => client_id)).toEqual(ids);
  });

  it('that is refused is not sent again by itself, and can be discarded', async () => {
    const store = memoryStore();
    const tab = await page(store);
    tab.chat.say('hi');
    await tab.isAnswered('say', no);
    await tab.comesBack();
    expect(tab.socket.asked('say')).toEqual([]);
    tab.chat.discard(tab.chat.unsent.value[0]!.client_id);
    expect(tab.unsent).toEqual([]);
    expect((await page(store)).unsent).toEqual([]);
  });

  it('that was accepted in an epoch that has passed is no longer waited for', async () => {
    const tab = await page();
    tab.chat.say('hi');
    await tab.isAnswered('say', { type: 'ok', seq: 1 });
    await tab.comesBack(0, 'second');
    expect(tab.unsent).toEqual([]);
  });
});

describe('people', () => {
  it('come and go', async () => {
    const tab = await page();
    await tab.socket.says({ type: 'here', room: 'lobby', user: bob });
    await tab.socket.says({ type: 'here', room: 'lobby', user: bob });
    expect(tab.chat.people.value).toEqual([ann, bob]);
    await tab.socket.says({ type: 'gone', room: 'lobby', user: bob });
    expect(tab.chat.people.value).toEqual([ann]);
  });

  it('change their names, oneself included', async () => {
    const tab = await page();
    await tab.socket.says({ type: 'renamed', room: 'lobby', seq: 1, at: 0, user: { ...ann, name: 'Anna' }, was: 'Ann' });
    expect(tab.chat.me.value?.name).toBe('Anna');
    expect(tab.chat.people.value[0]?.name).toBe('Anna');
  });

  it('are told why a name is refused', async () => {
    const tab = await page();
    const refusal = tab.chat.rename('Bob');
    await tab.isAnswered('rename', no);
    expect(await refusal).toMatchObject({ code: 'rude' });
    await tab.socket.breaks(1006);
    expect(await tab.chat.rename('Bob')).toMatchObject({ code: 'not_connected' });
  });

  it('are asked for again under the same client id only when they could not be kept', async () => {
    const tab = await page();
    for (const answer of [notNow, no, { type: 'ok', seq: 1 }]) {
      const refusal = tab.chat.rename('Bob');
      await tab.isAnswered('rename', answer);
      await refusal;
    }
    const [first, again, anew] = tab.socket.asked('rename').map(({ client_id }) => client_id);
    expect(again).toBe(first);
    expect(anew).not.toBe(first);
  });
});

describe('the status', () => {
  it('tells connecting, connected, reconnecting, offline and stopped apart', async () => {
    const tab = new Page();
    expect(tab.chat.status.value).toBe('connecting');
    await tab.arrives();
    expect(tab.chat.status.value).toBe('connected');
    await tab.socket.breaks(1006);
    expect(tab.chat.status.value).toBe('reconnecting');
    tab.chat.wake(false);
    expect(tab.chat.status.value).toBe('offline');
    tab.chat.wake(true);
    await tab.socket.welcomes();
    await tab.socket.breaks(4500);
    expect(tab.chat.status.value).toBe('stopped');
  });
});
