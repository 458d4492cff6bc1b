import { describe, expect, it } from 'vitest';
import { Chat } from './chat';
import { memoryOutboxStore, type OutboxStore } from './outbox_store';
import type { RoomState } from './protocol';
import { ann, bob, said, saidFrom } from './testing/facts';
import { roomState, settled, TestSurroundings } from './testing/surroundings';

class Page {
  surroundings = new TestSurroundings();
  chat: Chat;
  constructor(store: OutboxStore = memoryOutboxStore()) { this.chat = new Chat(store, this.surroundings); }

  get socket() { return this.surroundings.socket; }
  get unsent() { return this.chat.unsent.value.map(({ intent }) => ('text' in intent ? intent.text : intent.type)); }
  get rooms() { return [...this.chat.rooms.all.value.keys()]; }
  get lobby() { return this.chat.rooms.get('lobby')!; }
  get heard() { return this.lobby.room.newest!.shown.map((fact) => (fact.type === 'said' ? fact.text : fact.type)); }

  /** Welcomed to these rooms, and caught up with them. */
  async arrives(...rooms: RoomState[]): Promise<void> {
    await this.chat.start();
    await this.isWelcomed(rooms.length > 0 ? rooms : [roomState('lobby')]);
  }

  async isWelcomed(rooms: RoomState[], epoch?: string): Promise<void> {
    await this.socket.welcomes(rooms, epoch);
    for (const { room, head } of rooms) await this.socket.catchesUp(room, head);
  }

  async isAnswered(type: string, answer: object): Promise<void> {
    await this.socket.says({ id: this.socket.last(type).id, ...answer });
  }

  async losesTouch(): Promise<void> {
    await this.socket.breaks(1006);
    this.chat.wake(true);
  }

  async says(text: string): Promise<void> {
    void this.chat.do({ type: 'say', room: 'lobby', text });
    await settled();
  }
}

async function page(...rooms: RoomState[]): Promise<Page> {
  const arrived = new Page();
  await arrived.arrives(...rooms);
  return arrived;
}

const no = { type: 'refused', code: 'rude', message: 'That was rude.', retryable: false };

describe('a message', () => {
  it('waits until it is accepted and seen, the answer coming first', async () => {
    const tab = await page();
    await tab.says('hi');
    await tab.isAnswered('say', { type: 'ok', seq: 1 });
    expect(tab.unsent).toEqual(['hi']);
    await tab.socket.says(said(1, ann, 'hi'));
    expect([tab.unsent, tab.heard]).toEqual([[], ['hi']]);
  });

  it('waits until it is accepted and seen, the fact coming first', async () => {
    const tab = await page();
    await tab.says('hi');
    await tab.socket.says(said(1, ann, 'hi'));
    await tab.isAnswered('say', { type: 'ok', seq: 1 });
    expect([tab.unsent, tab.heard]).toEqual([[], ['hi']]);
  });

  it('is not sent again if the facts missed came first, but asked about once more', async () => {
    const tab = await page();
    await tab.says('hi');
    const first = tab.socket.last('say').client_id;
    await tab.losesTouch();
    await tab.socket.welcomes([roomState('lobby', 1)]);
    await tab.socket.says(said(1, ann, 'hi'));
    await tab.socket.catchesUp('lobby', 1);
    expect(tab.socket.last('say').client_id).toBe(first);
    await tab.isAnswered('say', { type: 'ok', seq: 1 });
    expect([tab.unsent, tab.heard]).toEqual([[], ['hi']]);
  });

  it('that was accepted in an epoch that has passed is no longer waited for', async () => {
    const tab = await page();
    await tab.says('hi');
    await tab.isAnswered('say', { type: 'ok', seq: 1 });
    await tab.losesTouch();
    await tab.socket.welcomes([roomState('lobby')], 'second');
    await tab.socket.says({ type: 'reset', room: 'lobby', epoch: 'second', head: 1, facts: [said(1)], more: false });
    expect(tab.unsent).toEqual([]);
  });
});

describe('coming back', () => {
  it('says how far each room is known, and goes on from there', async () => {
    const tab = await page(roomState('lobby', 4), roomState('garden', 2));
    await tab.socket.says(said(5));
    await tab.losesTouch();
    await tab.socket.opens();
    expect(tab.socket.last('hello').resume).toEqual({
      epoch: 'first', rooms: [{ room: 'lobby', seq: 5, at: said(5).at }, { room: 'garden', seq: 2 }],
    });
    await tab.isWelcomed([roomState('lobby', 5), roomState('garden', 2)]);
    expect(tab.heard).toEqual(['text 5']);
  });

  it('takes what it is told after a reset for what there is', async () => {
    const tab = await page(roomState('lobby', 4));
    await tab.losesTouch();
    await tab.socket.welcomes([roomState('lobby', 3000)]);
    await tab.socket.says({ type: 'reset', room: 'lobby', epoch: 'first', head: 3000, facts: saidFrom(2999, 3000), more: true });
    await tab.socket.catchesUp('lobby', 3000);
    expect(tab.heard).toEqual(['text 2999', 'text 3000']);
  });

  it('fills a hole that a heartbeat shows', async () => {
    const tab = await page(roomState('lobby', 4));
    await tab.socket.says({ type: 'heartbeat', rooms: [{ room: 'lobby', seq: 6 }] });
    expect(tab.socket.last('fill')).toMatchObject({ room: 'lobby', after: 4, before: 7 });
    await tab.isAnswered('fill', { type: 'history', room: 'lobby', facts: saidFrom(5, 6), more: false });
    expect(tab.heard).toEqual(['text 5', 'text 6']);
  });

  it('asks what was missed when the page is looked at again', async () => {
    const tab = await page(roomState('lobby', 4));
    tab.chat.wake(true);
    expect(tab.socket.last('fill')).toMatchObject({ after: 4, before: 6 });
  });
});

describe('rooms', () => {
  it('are those of the welcome, each with its topic and what is unread', async () => {
    const tab = await page(roomState('lobby', 9, { read: 4, unread: 5 }), roomState('garden', 2, { topic: 'plums' }));
    expect(tab.rooms).toEqual(['lobby', 'garden']);
    expect(tab.lobby.cursor.unread.value).toBe(5);
    expect(tab.chat.rooms.get('garden')?.topic.value).toBe('plums');
  });

  it('are entered once they are heard', async () => {
    const tab = await page();
    const outcome = tab.chat.enter({ type: 'open', room: 'Garden', topic: 'plums' });
    await settled();
    await tab.isAnswered('open', { type: 'ok', seq: 1 });
    await tab.socket.catchesUp('Garden', 1);
    expect([await outcome, tab.chat.place.value, tab.rooms]).toEqual([undefined, 'Garden', ['lobby', 'Garden']]);
  });

  it('that cannot be entered leave nothing behind', async () => {
    const tab = await page();
    const outcome = tab.chat.enter({ type: 'join', room: 'Garden' });
    await settled();
    await tab.isAnswered('join', no);
    expect([(await outcome)?.code, tab.unsent, tab.chat.place.value]).toEqual(['rude', [], 'lobby']);
  });

  it('are left for the lobby', async () => {
    const tab = await page(roomState('lobby'), roomState('garden'));
    tab.chat.place.value = 'garden';
    const outcome = tab.chat.leave('garden');
    await settled();
    await tab.isAnswered('leave', { type: 'ok', seq: 3 });
    expect([await outcome, tab.rooms, tab.chat.place.value, tab.unsent]).toEqual([undefined, ['lobby'], 'lobby', []]);
  });

  it('follow what one does on another device', async () => {
    const tab = await page();
    await tab.socket.says({ type: 'membership', room: 'garden', member: true });
    await tab.isAnswered('join', { type: 'ok' });
    await tab.socket.catchesUp('garden', 7);
    expect([tab.rooms, tab.unsent, tab.chat.place.value]).toEqual([['lobby', 'garden'], [], 'lobby']);
    await tab.socket.says({ type: 'membership', room: 'garden', member: false });
    expect(tab.rooms).toEqual(['lobby']);
  });

  it('each have their topic, and an end', async () => {
    const tab = await page();
    await tab.socket.says({ ...said(1), type: 'topic_set', topic: 'birds' });
    await tab.socket.says({ ...said(2), type: 'closed' });
    expect([tab.lobby.topic.value, tab.lobby.closed.value]).toEqual(['birds', true]);
  });
});

describe('people', () => {
  it('come and go, and are only counted in a crowd', async () => {
    const tab = await page();
    await tab.socket.says({ type: 'here', room: 'lobby', user: bob });
    await tab.socket.says({ type: 'here', room: 'lobby', user: bob });
    expect([tab.lobby.people.named.value, tab.lobby.people.count.value]).toEqual([[ann, bob], 2]);
    await tab.socket.says({ type: 'gone', room: 'lobby', user: bob });
    expect([tab.lobby.people.named.value, tab.lobby.people.count.value]).toEqual([[ann], 1]);
    await tab.socket.says({ type: 'crowd', room: 'lobby', count: 5000 });
    expect(tab.lobby.people.count.value).toBe(5000);
  });

  it('change their names in all rooms, oneself included', async () => {
    const tab = await page(roomState('lobby', 3), roomState('garden'));
    const anna = { ...ann, name: 'Anna' };
    await tab.socket.says({ type: 'renamed', room: 'lobby', seq: 4, at: 0, user: anna, was: 'Ann' });
    expect(tab.chat.me.value?.name).toBe('Anna');
    expect(tab.chat.rooms.get('garden')?.people.named.value).toEqual([anna]);
  });

  it('keep the name of the welcome when older ones are caught up with', async () => {
    const tab = await page();
    await tab.losesTouch();
    await tab.socket.welcomes([roomState('lobby', 1)]);
    await tab.socket.says({ type: 'renamed', room: 'lobby', seq: 1, at: 0, user: { ...ann, name: 'old' }, was: 'older' });
    expect(tab.chat.me.value?.name).toBe('Ann');
  });

  it('are told why a name is refused, and nothing is left of it', async () => {
    const tab = await page();
    const refusal = tab.chat.attempt({ type: 'rename', name: 'Bob' });
    await settled();
    await tab.isAnswered('rename', no);
    expect([(await refusal)?.code, tab.unsent]).toEqual(['rude', []]);
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
    await tab.isWelcomed([roomState('lobby')]);
    await tab.socket.breaks(4500);
    expect(tab.chat.status.value).toBe('stopped');
  });
});

describe('signing out', () => {
  for (const [how, happens] of [
    ['somebody ends the session from elsewhere', (tab: Page) => tab.socket.breaks(4501)],
    ['one asks for it', async (tab: Page) => expect(await tab.chat.signOut()).toBeUndefined()],
    ['one asks for it when it is over already', async (tab: Page) => {
      tab.surroundings.signOutAnswer = 401;
      expect(await tab.chat.signOut()).toBeUndefined();
    }],
  ] as const) {
    it(`leaves nothing of the person, and does not come back by itself: ${how}`, async () => {
      const store = memoryOutboxStore();
      const tab = new Page(store);
      let drafts = 1;
      tab.chat.forgetPerson = () => { drafts = 0; };
      await tab.arrives();
      await tab.says('not answered yet');
      await happens(tab);
      await settled();
      expect([tab.chat.signedOut.value, tab.chat.status.value, tab.unsent, await store.all(), drafts]).toEqual([true, 'stopped', [], [], 0]);
      tab.chat.wake(true);
      tab.chat.connect();
      await tab.surroundings.turn(3_600_000);
      expect(tab.surroundings.sockets).toHaveLength(1);
    });
  }

  it('is not done when the server cannot', async () => {
    const tab = new Page();
    await tab.arrives();
    for (const answer of [0, 503]) {
      tab.surroundings.signOutAnswer = answer;
      expect(await tab.chat.signOut()).toMatchObject({ code: 'unavailable' });
    }
    expect([tab.chat.signedOut.value, tab.chat.status.value]).toEqual([false, 'connected']);
  });

  it('is what has happened to a page that is welcomed as somebody else: it sends nothing more, and keeps it', async () => {
    const store = memoryOutboxStore();
    const tab = new Page(store);
    await tab.arrives();
    await tab.losesTouch();
    await tab.says('written by Ann');
    await tab.socket.welcomes([roomState('lobby')], 'first', bob);
    await settled();
    expect([tab.chat.signedOut.value, tab.chat.me.value?.id]).toEqual([true, ann.id]);
    expect(tab.surroundings.sockets.flatMap(({ frames }) => frames).filter(({ type }) => type === 'say')).toEqual([]);
    expect(await store.all()).toHaveLength(1);
  });
});
