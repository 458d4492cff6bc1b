import { describe, expect, it } from 'vitest';
import type { Said, Shown } from './facts';
import { RowList } from './row_list';
import { rowsOf } from './rows';
import type { RowContext } from './said_row';
import type { Unsent } from './letter';
import { ann, bob, change, noon, said } from './testing/facts';
import { unsentRow } from './unsent_row';

const pressed: string[] = [];
const note = (what: string) => (...on: unknown[]) => { pressed.push([what, ...on].join(' ')); };

function context(messages: Said[] = [], unsent: Unsent[] = []): RowContext {
  pressed.length = 0;
  return {
    me: ann, now: noon, message: (seq) => messages.find((message) => message.seq === seq), unsent: () => unsent,
    menu: note('menu'), react: note('react'), jump: note('jump'), showThread: note('thread'), retry: note('retry'), discard: note('discard'),
  };
}

const minutes = (count: number) => count * 60_000;
const classes = (fact: Shown, previous?: Shown) => rowsOf(fact, previous, context()).map(({ className }) => className);
const row = (fact: Shown, messages?: Said[], unsent?: Unsent[]) => rowsOf(fact, said(1), context(messages, unsent)).at(-1)!;

describe('rows', () => {
  it('begin a day with its name', () => {
    expect(classes(said(1))).toEqual(['day', 'said']);
    expect(classes({ ...said(2), at: noon + minutes(24 * 60) }, said(1))).toEqual(['day', 'said']);
  });

  it('of one person in one breath stand together, unless they answer something', () => {
    expect(classes({ ...said(2), at: noon + minutes(4) }, said(1))).toEqual(['said continued']);
    expect(classes({ ...said(2), at: noon + minutes(6) }, said(1))).toEqual(['said']);
    expect(classes(said(2, ann), said(1))).toEqual(['said own']);
    expect(classes(said(2, { ...bob, name: 'Robert' }), said(1))).toEqual(['said']);
    expect(classes(said(2, bob, 'yes', { reply_to: 1 }), said(1))).toEqual(['said']);
  });

  it('show what was said as text, whatever it is', () => {
    const said2 = row(said(2, bob, '<img src=x>'));
    expect(said2.querySelector('img')).toBeNull();
    expect(said2.querySelector('.text')?.textContent).toBe('<img src=x>');
  });

  it('show a message as it is now, not as it was said', () => {
    const now = row(said(2, bob, 'old'), [said(2, bob, 'new', { state: { edited: 5, pinned: 6, replies: 2 } })]);
    expect(now.querySelector('.text')?.textContent).toBe('new');
    expect(now.querySelector('.marks')?.textContent).toBe('edited · pinned');
    now.querySelector<HTMLElement>('.replies')?.click();
    expect(pressed).toEqual(['thread 2']);
  });

  it('say of a deleted message only that, and offer nothing', () => {
    const gone = row(said(2, bob, '', { state: { deleted: 5 } }));
    expect([gone.querySelector('.text'), gone.querySelector('button')]).toEqual([null, null]);
    expect(gone.textContent).toContain('This message was deleted.');
  });

  it('quote what is answered, and lead there', () => {
    const answer = said(3, ann, 'yes', { reply_to: 2 });
    expect(row(answer, [said(2, bob, 'tea?')]).querySelector('.quote')?.textContent).toBe('Bob tea?');
    expect(row(answer, [said(2, bob, '', { state: { deleted: 5 } })]).querySelector('.quote')?.textContent).toContain('deleted');
    row(answer).querySelector<HTMLElement>('.quote')?.click();
    expect(pressed).toEqual(['jump 2']);
  });

  it('count reactions, and let one join in or step back', () => {
    const reactions = [{ emoji: '👍', count: 2, users: [ann.id, bob.id] }, { emoji: '🎉', count: 1, users: [bob.id] }];
    const buttons = [...row(said(2, bob, 'hi', { state: { reactions } })).querySelectorAll<HTMLElement>('.reaction')];
    expect(buttons.map(({ textContent, ariaPressed }) => [textContent, ariaPressed])).toEqual([['👍 2', 'true'], ['🎉 1', 'false']]);
    for (const button of buttons) button.click();
    expect(pressed).toEqual(['react 2 👍 false', 'react 2 🎉 true']);
  });

  it('tell of what else happened, and lead to a pinned message', () => {
    expect(row({ ...said(2), type: 'renamed', was: 'user1' } as Shown).textContent).toBe('user1 is now Bob');
    expect(row({ ...said(2), type: 'topic_set', topic: 'plums' } as Shown).textContent).toBe('Bob set the topic: plums');
    const pinned = row(change(3, 'pinned', 2) as Shown);
    pinned.querySelector('button')?.click();
    expect([pinned.textContent, pressed]).toEqual(['Bob pinned a message. Show', ['jump 2']]);
  });

  it('say why what one wanted of a message was refused', () => {
    const refusal = { code: 'not_yours', message: '', retryable: false };
    const refused: Unsent = { client_id: 'c', intent: { type: 'edit', room: 'lobby', seq: 2, text: 'x' }, refusal, ready: true, asked: false };
    const failed = row(said(2), [], [refused]);
    expect(failed.querySelector('.state')?.textContent).toContain('Editing failed: It belongs to somebody else.');
    for (const button of failed.querySelectorAll<HTMLElement>('.state button')) button.click();
    expect(pressed).toEqual(['retry c', 'discard c']);
  });
});

describe('the row of something unsent', () => {
  const unsent: Unsent = { client_id: 'a', intent: { type: 'say', room: 'lobby', text: 'hi' }, ready: true, asked: true };
  const refusal = { code: 'text_too_long', message: '', retryable: false };
  const text = (more: Partial<Unsent>, connected = true) => unsentRow({ ...unsent, ...more }, connected, context()).textContent;

  it('says how it stands: on its way, waiting, to be sent again, or refused', () => {
    expect(text({})).toBe('hiSending…');
    expect(text({}, false)).toBe('hiWaiting for the connection…');
    expect(text({ later: { code: 'storage_full', message: '', retryable: true } })).toContain('Not sent yet: The server has no room left.');
    expect(text({ refusal })).toContain('Sending failed: It is too long.');
  });

  it('tells what was wanted of the room', () => {
    expect(text({ intent: { type: 'rename', name: 'Bob' }, refusal: { ...refusal, code: 'name_taken' } })).toContain('The name Bob failed: This name is taken.');
  });
});

describe('a list of rows', () => {
  const facts = [said(1), said(2), said(3)];

  function list(marker?: number, first = 0): RowList {
    const rows = new RowList(() => context(), () => marker);
    rows.draw(facts.slice(first));
    return rows;
  }
  const seqs = (rows: RowList) => [...rows.element.children].map((child) => (child as HTMLElement).dataset.seq ?? child.className);

  it('has the line "new" before the first message that is not read', () => {
    expect(seqs(list(2))).toEqual(['day', '1', '2', 'marker', '3']);
    expect(seqs(list(3))).toEqual(['day', '1', '2', '3']);
    expect(seqs(list(1, 1))).toEqual(['day', 'marker', '2', '3']);
  });

  it('has no such line if that would be further up', () => {
    expect(seqs(list(1, 2))).toEqual(['day', '3']);
  });

  it('keeps one line, wherever it goes', () => {
    const rows = list(1);
    rows.mark(2);
    expect(seqs(rows)).toEqual(['day', '1', '2', 'marker', '3']);
    rows.mark(undefined);
    expect(seqs(rows)).toEqual(['day', '1', '2', '3']);
  });

  it('draws what has changed in its place, and what quotes it', () => {
    const answer = said(2, ann, 'yes', { reply_to: 1 });
    const messages = [said(1, bob, 'old')];
    const rows = new RowList(() => context(messages), () => undefined);
    rows.draw([said(1), answer]);
    messages[0] = said(1, bob, 'new');
    rows.refresh(new Set([1]));
    expect(seqs(rows)).toEqual(['day', '1', '2']);
    expect(rows.element.querySelector('.quote')?.textContent).toBe('Bob new');
    expect([...rows.bySeq.keys()]).toEqual([1, 2]);
  });
});
