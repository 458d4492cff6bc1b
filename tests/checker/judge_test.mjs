import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './judge.mjs';

const fact = (seq, text, more = {}) => ({ type: 'said', room: 'den', seq, at: seq, user: { id: 'ann', name: 'ann' }, text, ...more });
const opened = fact(1, undefined, { type: 'opened', topic: '' });
const about = (seq, type, message, more = {}) => fact(seq, undefined, { type, message, ...more });
const say = (client_id, text) => ({ type: 'say', room: 'den', client_id, text });
const welcomed = (user, resumed = {}, rooms = ['lobby', 'den']) => ({ did: 'welcomed', user, epoch: 'e', resumed, rooms });
const sent = (command) => ({ did: 'sent', command });
const acked = (client_id, seq) => ({ did: 'acked', client_id, seq, at: seq });
const heard = (...facts) => facts.map((each) => ({ did: 'heard', fact: each }));

/** Ann opens a room and says two things; what else is told, by whom, and what is in the room at the end is up to the test. */
function rulesBroken({ ann = [], bob, final = [opened, fact(2, 'a'), fact(3, 'b')] }) {
  const began = [welcomed('ann', {}, ['lobby']), sent({ type: 'open', room: 'den', client_id: '0' }), acked('0', 1), { did: 'caught_up', room: 'den', seq: 1 }];
  const said = [sent(say('1', 'a')), sent(say('2', 'b')), acked('1', 2), acked('2', 3)];
  const histories = [['ann', [...began, ...said, ...ann, { did: 'final', room: 'den', facts: final }]]];
  if (bob) histories.push(['bob', [welcomed('bob'), ...bob]]);
  return judge(histories).map(({ rule }) => rule);
}

test('what was acknowledged and is there, once and in order, breaks no rule', () => {
  assert.deepEqual(rulesBroken({ ann: heard(fact(2, 'a'), fact(3, 'b')) }), []);
});

test('what was never answered may be there or not', () => {
  assert.deepEqual(rulesBroken({ ann: [sent(say('3', 'c'))] }), []);
  assert.deepEqual(rulesBroken({ ann: [sent(say('3', 'c'))], final: [opened, fact(2, 'a'), fact(3, 'b'), fact(4, 'c')] }), []);
});

test('an acknowledged fact that is lost is not durable', () => {
  assert.deepEqual(rulesBroken({ final: [opened, fact(2, 'a')] }), ['durable']);
});

test('an acknowledged fact that stands elsewhere is not durable', () => {
  assert.deepEqual(new Set(rulesBroken({ final: [opened, fact(2, 'b'), fact(3, 'a')] })), new Set(['durable']));
});

test('an acknowledged fact at another time than was said is not durable', () => {
  assert.deepEqual(rulesBroken({ final: [opened, fact(2, 'a', { at: 9 }), fact(3, 'b')] }), ['durable']);
});

test('a fact that somebody heard and that is not there was not durable', () => {
  assert.deepEqual(rulesBroken({ ann: heard(fact(2, 'a'), fact(3, 'b'), fact(4, 'c')) }), ['durable']);
});

test('a text that is there twice was not kept exactly once', () => {
  assert.deepEqual(rulesBroken({ final: [opened, fact(2, 'a'), fact(3, 'b'), fact(4, 'b')] }), ['exactly once']);
});

test('what nobody asked for is not there', () => {
  assert.deepEqual(rulesBroken({ final: [opened, fact(2, 'a'), fact(3, 'b'), about(4, 'deleted', 2)] }).includes('exactly once'), true);
});

test('a repeat that is answered otherwise breaks "exactly once"', () => {
  assert.deepEqual(rulesBroken({ ann: [acked('2', 4)], final: [opened, fact(2, 'a'), fact(3, 'x'), fact(4, 'b')] }).includes('exactly once'), true);
  assert.deepEqual(rulesBroken({ ann: [{ did: 'refused', client_id: '2', code: 'room_closed' }] }), ['exactly once']);
});

test('what was refused for good and is there breaks "exactly once"', () => {
  const refused = [sent(say('3', 'c')), { did: 'refused', client_id: '3', code: 'room_closed' }];
  assert.deepEqual(rulesBroken({ ann: refused }), []);
  assert.deepEqual(rulesBroken({ ann: refused, final: [opened, fact(2, 'a'), fact(3, 'b'), fact(4, 'c')] }), ['exactly once']);
});

test('a client that hears a hole, a repeat or anything before it is caught up is not in order', () => {
  assert.deepEqual(rulesBroken({ ann: heard(fact(3, 'b')) }), ['ordered']);
  assert.deepEqual(rulesBroken({ ann: heard(fact(2, 'a'), fact(2, 'a'), fact(3, 'b')) }), ['ordered']);
  assert.deepEqual(rulesBroken({ ann: [{ did: 'lost' }, welcomed('ann'), ...heard(fact(2, 'a'))] }), ['ordered']);
});

test('who comes back hears what follows where they were', () => {
  const back = [...heard(fact(2, 'a')), { did: 'lost' }, welcomed('ann', { den: 2 })];
  assert.deepEqual(rulesBroken({ ann: [...back, ...heard(fact(3, 'b')), { did: 'caught_up', room: 'den', seq: 3 }] }), []);
  assert.deepEqual(rulesBroken({ ann: [...back, { did: 'caught_up', room: 'den', seq: 3 }] }), ['ordered']);
});

test('a reset is right beyond the bound, and otherwise not in order', () => {
  const reset = (resumable) => [...heard(fact(2, 'a')), { did: 'lost' }, { ...welcomed('ann', { den: 2 }), resumable }, { did: 'reset', room: 'den', epoch: 'e', head: 3, facts: [fact(3, 'b')] }];
  assert.deepEqual(rulesBroken({ ann: reset(0) }), []);
  assert.deepEqual(rulesBroken({ ann: reset(1) }), ['ordered']);
});

test('a device whose commands are done in another order than it gave them is not in order', () => {
  const swapped = [sent(say('3', 'c')), sent(say('4', 'd')), acked('3', 5), acked('4', 4)];
  assert.deepEqual(rulesBroken({ ann: swapped, final: [opened, fact(2, 'a'), fact(3, 'b'), fact(4, 'd'), fact(5, 'c')] }), ['ordered']);
  const unanswered = [sent(say('3', 'c')), sent(say('4', 'd'))];
  assert.deepEqual(rulesBroken({ ann: unanswered, final: [opened, fact(2, 'a'), fact(3, 'b'), fact(4, 'd'), fact(5, 'c')] }), ['ordered']);
});

test('a history with a hole is not in order', () => {
  assert.ok(rulesBroken({ final: [opened, fact(2, 'a'), fact(4, 'b')] }).includes('ordered'));
});

test('two clients that are told different things do not agree', () => {
  const joined = [opened, fact(2, 'a'), fact(3, 'b'), { ...about(4, 'joined'), user: { id: 'bob', name: 'bob' } }, fact(5, 'c')];
  const ann = [sent(say('3', 'c')), acked('3', 5)];
  const bob = (last) => [sent({ type: 'join', room: 'den', client_id: '0' }), acked('0', 4), { did: 'caught_up', room: 'den', seq: 4 }, ...heard(last)];
  assert.deepEqual(rulesBroken({ ann, bob: bob(fact(5, 'c')), final: joined }), []);
  assert.deepEqual(rulesBroken({ ann, bob: bob(fact(5, 'x')), final: joined }), ['agreed']);
  assert.deepEqual(rulesBroken({ ann, bob: bob(fact(5, 'c', { at: 6 })), final: joined }).includes('agreed'), true);
});

test('a message shows its newest edit, and nothing when it is deleted', () => {
  const ann = [sent({ type: 'edit', room: 'den', client_id: '3', seq: 2, text: 'A' }), acked('3', 4)];
  const final = (text, state) => [opened, fact(2, text, { state }), fact(3, 'b'), about(4, 'edited', 2, { text: 'A' })];
  assert.deepEqual(rulesBroken({ ann, final: final('A', { edited: 4 }) }), []);
  assert.deepEqual(rulesBroken({ ann, final: final('x', { edited: 4 }) }), ['agreed']);
  assert.deepEqual(rulesBroken({ ann, final: final('a') }), ['agreed']);
  const gone = [sent({ type: 'delete', room: 'den', client_id: '3', seq: 2 }), acked('3', 4)];
  const deleted = (text, state) => [opened, fact(2, text, { state }), fact(3, 'b'), about(4, 'deleted', 2)];
  assert.deepEqual(rulesBroken({ ann: gone, final: deleted('', { deleted: 4 }) }), []);
  assert.deepEqual(rulesBroken({ ann: gone, final: deleted('a', { deleted: 4 }) }), ['agreed']);
});

test('reactions, pins and replies are what the facts have made them', () => {
  const ann = [sent({ type: 'react', room: 'den', client_id: '3', seq: 2, emoji: '👍' }), acked('3', 4)];
  const final = (reactions) => [opened, fact(2, 'a', { state: { reactions } }), fact(3, 'b'), about(4, 'reacted', 2, { emoji: '👍' })];
  assert.deepEqual(rulesBroken({ ann, final: final([{ emoji: '👍', count: 1, users: ['ann'] }]) }), []);
  assert.deepEqual(rulesBroken({ ann, final: final([{ emoji: '👍', count: 2, users: ['ann', 'bob'] }]) }), ['agreed']);
});

test('a client that hears a room of which it is no member breaks "private"', () => {
  assert.deepEqual(rulesBroken({ bob: [{ did: 'caught_up', room: 'den', seq: 2 }, ...heard(fact(3, 'b'))] }), ['private', 'private']);
  const bob = { user: { id: 'bob', name: 'bob' } };
  const left = [opened, fact(2, 'a'), fact(3, 'b'), { ...about(4, 'joined'), ...bob }, { ...about(5, 'left'), ...bob }, fact(6, 'c')];
  const asks = (type, client_id, seq) => [sent({ type, room: 'den', client_id }), acked(client_id, seq)];
  const stayed = [...asks('join', '0', 4), { did: 'caught_up', room: 'den', seq: 4 }, ...asks('leave', '1', 5), ...heard(left[4])];
  const ann = [sent(say('3', 'c')), acked('3', 6)];
  assert.deepEqual(rulesBroken({ ann, bob: stayed, final: left }), []);
  assert.deepEqual(rulesBroken({ ann, bob: [...stayed, ...heard(left[5])], final: left }), ['private']);
});

test('who has come again is told what happened meanwhile', () => {
  const bob = { user: { id: 'bob', name: 'bob' } };
  const others = ['joined', 'left'].map((type, i) => ({ ...about(4 + i, type), ...bob }));
  const final = [opened, fact(2, 'a'), fact(3, 'b'), ...others, fact(6, 'c'), { ...about(7, 'joined'), ...bob }];
  const joins = (client_id, seq) => [sent({ type: 'join', room: 'den', client_id }), acked(client_id, seq)];
  const leaves = sent({ type: 'leave', room: 'den', client_id: '1' });
  const away = [...joins('0', 4), { did: 'caught_up', room: 'den', seq: 4 }, { did: 'lost' }, leaves, ...joins('2', 7)];
  const back = [welcomed('bob', { den: 4 }), ...heard(...final.slice(4)), { did: 'caught_up', room: 'den', seq: 7 }];
  assert.deepEqual(rulesBroken({ ann: [sent(say('3', 'c')), acked('3', 6)], bob: [...away, ...back], final }), []);
});

test('a page of a room that one never joined breaks "private"', () => {
  const page = { did: 'page', room: 'den', facts: [fact(2, 'a')] };
  const bob = (records) => judge([['ann', [welcomed('ann'), { did: 'final', room: 'den', facts: [] }]], ['bob', [welcomed('bob', {}, ['lobby']), ...records]]]);
  assert.ok(bob([page]).some(({ rule }) => rule === 'private'));
});

test('who joins again before hearing that they have left may read pages', () => {
  const bob = { user: { id: 'bob', name: 'bob' } };
  const moves = ['joined', 'left', 'joined'].map((type, i) => ({ ...about(4 + i, type), ...bob }));
  const final = [opened, fact(2, 'a'), fact(3, 'b'), ...moves];
  const asks = (type, client_id) => sent({ type, room: 'den', client_id });
  const asked = [asks('join', '0'), acked('0', 4), asks('leave', '1'), asks('join', '2'), acked('1', 5)];
  const told = { did: 'membership', room: 'den', member: false };
  const page = { did: 'page', room: 'den', facts: [fact(2, 'a')] };
  const came = [acked('2', 6), { did: 'caught_up', room: 'den', seq: 6 }];
  assert.deepEqual(rulesBroken({ bob: [...asked, told, ...came, page], final }), []);
  assert.deepEqual(rulesBroken({ bob: [...asked.slice(0, 3), acked('1', 5), told, page], final: final.slice(0, 5) }), ['private']);
});

test('somebody who comes back as somebody else is noticed', () => {
  assert.deepEqual(rulesBroken({ bob: [{ did: 'lost' }, welcomed('eve')] }), ['agreed']);
});
