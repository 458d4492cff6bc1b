import { beforeEach, describe, expect, it } from 'vitest';
import { Chat } from './chat';
import type { ChatRoom } from './chat_room';
import { Desk, bytesLeft, forgetDrafts } from './desk';
import { memoryOutboxStore } from './outbox_store';
import { memoryStore, type Store } from './storage';
import { ann, bob, said } from './testing/facts';
import { roomState, settled, TestSurroundings } from './testing/surroundings';
import { View } from './view';

let surroundings: TestSurroundings;
let store: Store;
let view: View;
let lobby: ChatRoom;

beforeEach(async () => {
  surroundings = new TestSurroundings();
  store = memoryStore();
  view = new View(new Chat(memoryOutboxStore(), surroundings), store);
  await view.chat.start();
  await surroundings.socket.welcomes([roomState('lobby'), roomState('garden')]);
  await surroundings.socket.catchesUp('lobby');
  for (const fact of [said(1, ann, 'mine'), said(2, bob, 'yours')]) await surroundings.socket.says(fact);
  lobby = view.chat.rooms.get('lobby')!;
});

const desk = (room = lobby, thread?: number) => new Desk(view, room, thread);
const asked = async (type: string) => { await settled(); return surroundings.socket.asked(type); };

describe('what is written', () => {
  it('is forgotten in every room when its person is, and nothing else is', () => {
    store.setItem('kotori.language', 'ja');
    desk().keep('half a thought');
    desk(lobby, 1).keep('another half');
    forgetDrafts(store);
    expect([desk().text, desk(lobby, 1).text, store.getItem('kotori.language')]).toEqual(['', '', 'ja']);
  });

  it('is said, or answers what one replies to, or the thread', async () => {
    desk().send('one');
    view.reply(2);
    desk().send('two');
    desk().send('three');
    desk(lobby, 1).send('four');
    expect((await asked('say')).map(({ text, reply_to }) => [text, reply_to])).toEqual([['one', undefined], ['two', 2], ['three', undefined], ['four', 1]]);
  });

  it('is another text for a message that is edited, if it is another', async () => {
    view.edit(1);
    expect(desk().text).toBe('mine');
    desk().send('mine');
    view.edit(1);
    desk().send('still mine');
    expect(await asked('edit')).toMatchObject([{ seq: 1, text: 'still mine' }]);
    expect(view.editing.value).toBeUndefined();
  });

  it('is kept as a draft for each room and thread until it is sent', () => {
    const garden = view.chat.rooms.get('garden')!;
    desk().keep('in the lobby');
    desk(garden).keep('in the garden');
    desk(lobby, 1).keep('in the thread');
    expect([desk().text, desk(garden).text, desk(lobby, 1).text]).toEqual(['in the lobby', 'in the garden', 'in the thread']);
    desk().send('in the lobby');
    expect([desk().text, desk(garden).text]).toEqual(['', 'in the garden']);
  });

  it('is not taken for a draft while it is an edit', () => {
    desk().keep('draft');
    view.edit(1);
    desk().keep('mine, better');
    desk().stop();
    expect(desk().text).toBe('draft');
  });

  it('is there again that an older version of the page has kept', () => {
    store.setItem('kotori.draft', 'old');
    expect(desk().text).toBe('old');
    desk().keep('older');
    expect(store.getItem('kotori.draft')).toBeNull();
  });

  it('goes to the last message of one’s own that is still there, if one wants to edit', async () => {
    expect(desk().editLast()).toBe(true);
    expect(view.editing.value).toBe(1);
    desk().stop();
    await surroundings.socket.says({ ...said(3, ann), type: 'deleted', message: 1 });
    expect([desk().editLast(), view.editing.value]).toEqual([false, undefined]);
  });

  it('is measured in bytes', () => {
    expect([bytesLeft('a'.repeat(9000), 16_000), bytesLeft('鳥'.repeat(6000), 16_000), bytesLeft('a', 16_000)]).toEqual([7000, -2000, 16_000]);
  });
});
