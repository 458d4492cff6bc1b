import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox';
import { memoryOutboxStore, type OutboxStore } from './outbox_store';
import type { Answer, Intent } from './protocol';
import { settled, TestSurroundings } from './testing/surroundings';

let ids = 0;

/** One page with an outbox; the test plays the server. */
class Page {
  surroundings = new TestSurroundings();
  asked: { client_id: string; text?: string; answer(answer?: Answer): Promise<void> }[] = [];
  last: Record<string, number> = { lobby: 0 };
  outbox: Outbox;

  constructor(readonly store: OutboxStore) {
    this.outbox = new Outbox(store, {
      ask: (question) => new Promise((resolve) => {
        this.asked.push({ ...(question as Intent & { client_id: string }), answer: (answer) => (resolve(answer), settled()) });
      }),
      after: (milliseconds, task) => this.surroundings.after(milliseconds, task),
      random: () => 0.5,
    }, () => `c${++ids}`, (room) => this.last[room] ?? Infinity, () => {});
  }

  async says(text: string, room = 'lobby'): Promise<string> {
    const { client_id } = this.outbox.add({ type: 'say', room, text });
    await settled();
    return client_id;
  }

  async losesTouch(): Promise<void> {
    this.outbox.disconnected();
    for (const { answer } of this.asked.splice(0)) await answer();
  }

  async comesBack(user = 'ann'): Promise<void> {
    await this.outbox.connected(user);
    await settled();
  }

  async reload(): Promise<Page> { return pageOn(this.store); }

  /** What was sent since the last time this was asked. */
  get sent(): (string | undefined)[] { return this.asked.map(({ text }) => text); }
  get waiting(): string[] { return this.outbox.unsent.map(({ intent }) => ('text' in intent ? intent.text : intent.type)); }
}

async function pageOn(store: OutboxStore = memoryOutboxStore(), user = 'ann'): Promise<Page> {
  const page = new Page(store);
  await page.comesBack(user);
  return page;
}

const ok = (seq?: number): Answer => ({ type: 'ok', id: '', ...(seq && { seq }) });
const no: Answer = { type: 'refused', id: '', code: 'rude', message: 'That was rude.', retryable: false };
const notNow: Answer = { type: 'refused', id: '', code: 'storage_full', message: 'Later.', retryable: true };

describe('the outbox', () => {
  it('keeps before it sends', async () => {
    const store = memoryOutboxStore();
    let kept = (_: number) => {};
    const page = await pageOn({ ...store, add: () => new Promise((resolve) => { kept = resolve; }) });
    await page.says('one');
    expect(page.sent).toEqual([]);
    kept(1);
    await settled();
    expect(page.sent).toEqual(['one']);
  });

  it('sends all at once, in order, and forgets what is shown', async () => {
    const page = await pageOn();
    for (const text of ['one', 'two', 'three']) await page.says(text);
    expect(page.sent).toEqual(['one', 'two', 'three']);
    await page.asked[0]!.answer(ok(1));
    expect(page.waiting).toEqual(['one', 'two', 'three']);
    page.last.lobby = 1;
    page.outbox.shown();
    expect(page.waiting).toEqual(['two', 'three']);
    expect((await page.store.all()).map(({ intent }) => intent)).toMatchObject([{ text: 'two' }, { text: 'three' }]);
  });

  it('sends what has no answer again after a reconnect, in order, under the same client ids', async () => {
    const page = await pageOn();
    const [, two, three] = [await page.says('one'), await page.says('two'), await page.says('three')];
    await page.asked[0]!.answer(ok(1));
    await page.losesTouch();
    await page.comesBack();
    expect(page.asked.map(({ client_id }) => client_id)).toEqual([two, three]);
  });

  it('waits while there is no connection', async () => {
    const page = await pageOn();
    await page.losesTouch();
    await page.says('one');
    expect(page.sent).toEqual([]);
    await page.comesBack();
    expect(page.sent).toEqual(['one']);
  });

  it('outlives its page, in order', async () => {
    const page = await pageOn();
    const written = [await page.says('one'), await page.says('two'), await page.says('hi', 'garden')];
    const next = await page.reload();
    expect(next.asked.map(({ client_id }) => client_id)).toEqual(written);
  });

  it('tells the outcome, however long that takes', async () => {
    const page = await pageOn();
    const outcome = page.outbox.add({ type: 'rename', name: 'Bob' }).outcome;
    await settled();
    await page.losesTouch();
    await page.comesBack();
    await page.asked[0]!.answer(no);
    expect(await outcome).toMatchObject({ code: 'rude' });
  });

  it('still sends when the disk is full', async () => {
    const page = await pageOn({ ...memoryOutboxStore(), add: () => Promise.reject(new Error('full')) });
    await page.says('one');
    await page.asked[0]!.answer(ok(1));
    expect(page.sent).toEqual(['one']);
  });
});

describe('what the server cannot keep now', () => {
  async function held(): Promise<Page> {
    const page = await pageOn();
    for (const text of ['one', 'two', 'three']) await page.says(text);
    for (const { answer } of page.asked.splice(0)) await answer(notNow);
    return page;
  }

  it('goes again by itself, the first alone, and the others after it', async () => {
    const page = await held();
    expect([page.sent, page.outbox.unsent[0]?.later?.code]).toEqual([[], 'storage_full']);
    await page.surroundings.turn(500);
    expect(page.sent).toEqual(['one']);
    await page.asked[0]!.answer(ok(1));
    expect(page.sent).toEqual(['one', 'two', 'three']);
  });

  it('is not overtaken by what is written later', async () => {
    const page = await held();
    await page.says('four');
    expect(page.sent).toEqual([]);
    await page.surroundings.turn(500);
    await page.asked[0]!.answer(ok(1));
    expect(page.sent).toEqual(['one', 'two', 'three', 'four']);
  });

  it('waits longer each time, and not at all when somebody asks for it', async () => {
    const page = await held();
    await page.surroundings.turn(500);
    await page.asked[0]!.answer(notNow);
    await page.surroundings.turn(999);
    expect(page.sent).toEqual(['one']);
    await page.outbox.retry(page.outbox.unsent[0]!.client_id);
    await settled();
    expect(page.sent).toEqual(['one', 'one']);
  });

  it('holds up its own room only', async () => {
    const page = await held();
    await page.says('hi', 'garden');
    expect(page.sent).toEqual(['hi']);
  });

  it('waits for those that are still on their way', async () => {
    const page = await pageOn();
    for (const text of ['one', 'two']) await page.says(text);
    await page.asked[0]!.answer(notNow);
    await page.surroundings.turn(10_000);
    expect(page.sent).toEqual(['one', 'two']);
    await page.asked[1]!.answer(notNow);
    await page.surroundings.turn(500);
    expect(page.sent).toEqual(['one', 'two', 'one']);
  });

  it('lets the others go when it is refused for good', async () => {
    const page = await held();
    await page.surroundings.turn(500);
    await page.asked[0]!.answer(no);
    expect(page.sent).toEqual(['one', 'two', 'three']);
  });

  it('goes at once, with all after it, on a new connection', async () => {
    const page = await held();
    await page.losesTouch();
    await page.comesBack();
    expect(page.sent).toEqual(['one', 'two', 'three']);
  });
});

describe('what is refused for good', () => {
  it('is not sent again by itself, not even by the next page', async () => {
    const page = await pageOn();
    await page.says('one');
    await page.asked[0]!.answer(no);
    const next = await page.reload();
    expect([next.sent, next.waiting, next.outbox.unsent[0]?.refusal?.code]).toEqual([[], ['one'], 'rude']);
  });

  it('goes again as something new, after the others, if somebody wants it', async () => {
    const page = await pageOn();
    const first = await page.says('one');
    await page.asked[0]!.answer(no);
    await page.says('two');
    await page.outbox.retry(first);
    await settled();
    expect([page.sent, page.waiting]).toEqual([['one', 'two', 'one'], ['two', 'one']]);
    expect(page.asked[2]!.client_id).not.toBe(first);
  });

  it('can be discarded', async () => {
    const page = await pageOn();
    page.outbox.discard(await page.says('one'));
    expect([page.waiting, await page.store.all()]).toEqual([[], []]);
  });
});

describe('two pages of one browser', () => {
  it('may both send what one has written: it is the same to the server', async () => {
    const first = await pageOn();
    await first.losesTouch();
    const written = [await first.says('one'), await first.says('two')];
    const second = await first.reload();
    expect(second.asked.map(({ client_id }) => client_id)).toEqual(written);
    for (const { answer } of second.asked) await answer(ok(1));
    await first.comesBack();
    expect([first.sent, first.waiting]).toEqual([[], []]);
  });

  it('never send a message that was refused twice as something new', async () => {
    const first = await pageOn();
    const id = await first.says('one');
    await first.asked[0]!.answer(no);
    const second = await first.reload();
    await first.outbox.retry(id);
    await second.outbox.retry(id);
    await settled();
    expect([second.sent, second.waiting]).toEqual([[], []]);
  });

  it('let go first what the other has left behind and the server waits for', async () => {
    const first = await pageOn();
    const second = await first.reload();
    await first.says('one');
    await second.says('two');
    await second.asked[0]!.answer(notNow);
    await second.surroundings.turn(500);
    expect(second.sent).toEqual(['two', 'one']);
  });

  it('do not speak for somebody else who is here now', async () => {
    const page = await pageOn();
    await page.says('one');
    const other = await pageOn(page.store, 'bob');
    expect([other.sent, other.outbox.unsent[0]?.refusal?.code]).toEqual([[], 'another_person']);
  });

  it('holds back what is written for who was here last, before it is known that somebody else is', async () => {
    const tab = new Page({ ...memoryOutboxStore(), user: 'ann' });
    await tab.says('hello');
    await tab.comesBack('bob');
    expect([tab.asked, tab.outbox.unsent[0]?.refusal?.code]).toEqual([[], 'another_person']);
  });

  it('remembers who is here, for the next page', async () => {
    const remembered: string[] = [];
    const tab = new Page({ ...memoryOutboxStore(), remember: async (user) => void remembered.push(user) });
    await tab.comesBack('ann');
    await tab.comesBack('ann');
    expect(remembered).toEqual(['ann']);
  });
});
