import { describe, expect, it } from 'vitest';
import type { Change, Fact, Said } from './facts';
import { after } from './message';
import { ann, bob, change, said } from './testing/facts';

const all = (message: Said, ...facts: Fact[]): Said => facts.reduce(after, message);
const thumb = { emoji: '👍' };
const by = (id: string) => ({ user: { id, name: id } });

describe('a message', () => {
  it('has the text of its last edit, and says that it was edited', () => {
    const message = all(said(1), change(2, 'edited', 1, { text: 'two' }), change(3, 'edited', 1, { text: 'three' }));
    expect(message).toMatchObject({ text: 'three', state: { edited: 3 } });
  });

  it('stays as it is when older facts come again', () => {
    const edits = [change(2, 'edited', 1, { text: 'two' }), change(3, 'edited', 1, { text: 'three' })];
    const message = all(said(1), ...edits, change(4, 'reacted', 1, thumb), change(5, 'pinned', 1));
    expect(all(message, ...edits, change(4, 'reacted', 1, thumb), change(5, 'pinned', 1))).toEqual(message);
  });

  it('is empty for ever once it is deleted', () => {
    const message = all(said(1), change(2, 'deleted', 1), change(3, 'edited', 1, { text: 'x' }), change(4, 'reacted', 1, thumb));
    expect(message).toMatchObject({ text: '', state: { deleted: 2 } });
    expect(message.state?.reactions).toBeUndefined();
  });

  it('keeps its text for an edit that was emptied by a later deletion', () => {
    expect(all(said(1, bob, 'hi'), change(2, 'edited', 1, { text: '' }))).toEqual(said(1, bob, 'hi'));
  });

  it('counts each person once for each reaction', () => {
    const message = all(said(1), change(2, 'reacted', 1, thumb), change(3, 'reacted', 1, thumb),
      change(4, 'reacted', 1, { ...thumb, user: ann }), change(5, 'reacted', 1, { emoji: '🎉' }));
    expect(message.state?.reactions).toEqual([
      { emoji: '👍', count: 2, users: [bob.id, ann.id] }, { emoji: '🎉', count: 1, users: [bob.id] },
    ]);
  });

  it('loses a reaction that is taken back, and its kind with the last', () => {
    const reactions: Change[] = [change(2, 'reacted', 1, thumb), change(3, 'reacted', 1, { ...thumb, user: ann })];
    const message = all(said(1), ...reactions, change(4, 'unreacted', 1, thumb));
    expect(message.state?.reactions).toEqual([{ emoji: '👍', count: 1, users: [ann.id] }]);
    expect(all(message, change(5, 'unreacted', 1, { ...thumb, user: ann })).state?.reactions).toEqual([]);
    expect(all(message, change(6, 'unreacted', 1, thumb))).toBe(message);
  });

  it('names twenty people, and counts the others', () => {
    const many = Array.from({ length: 22 }, (_, index) => change(2 + index, 'reacted', 1, { ...thumb, ...by(`u${index}`) }));
    const [reaction] = all(said(1), ...many).state?.reactions ?? [];
    expect([reaction?.count, reaction?.users.length]).toEqual([22, 20]);
    const [fewer] = all(said(1), ...many, change(40, 'unreacted', 1, { ...thumb, ...by('u21') })).state?.reactions ?? [];
    expect([fewer?.count, fewer?.users.length]).toEqual([21, 20]);
  });

  it('is pinned until it is unpinned', () => {
    const pinned = all(said(1), change(2, 'pinned', 1));
    expect(pinned.state?.pinned).toBe(2);
    expect(all(pinned, change(3, 'unpinned', 1)).state).toEqual({});
    expect(all(said(1, bob, 'hi', { state: { pinned: 9 } }), change(3, 'unpinned', 1)).state?.pinned).toBe(9);
  });

  it('counts the replies of its thread, and minds nothing about others', () => {
    expect(after(said(1), said(2, bob, 'yes', { reply_to: 1, thread: 1 })).state).toEqual({ replies: 1 });
    const message = said(1);
    expect(all(message, said(2), change(3, 'deleted', 2), said(4, bob, 'no', { thread: 2 }))).toBe(message);
  });
});
