import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { fault } from './scene.mjs';

const lobby = (seq, at) => [{ room: 'lobby', seq, at }];

/** Says so many more, and gives {seq, at} of the last one. */
async function says(client, count, name) {
  let last;
  for (let i = 0; i < count; ++i) last = await client.asks(client.say(`${name} ${i}`, `${name}-${i}`));
  return { seq: last.seq, at: last.at };
}

/** What who comes back is told of the lobby: the first of reset and caught_up, and the texts before it. */
async function returns(json, cookie, resume) {
  const client = await json({ cookie });
  const { epoch } = await client.asks({ type: 'hello', device: 'd1', resume });
  const texts = [];
  for (;;) {
    const { type, text, facts, seq, head } = await client.heard.next('to be told of the lobby');
    if (type === 'said') texts.push(text);
    if (type === 'reset' || type === 'caught_up') return { client, epoch, type, facts, seq: seq ?? head, texts };
  }
}

fault('files of yesterday put back under those who know more: they are reset, and nothing is guessed', async ({ server, json }) => {
  const ann = await json();
  const { epoch } = await ann.enters();
  const yesterday = await says(ann, 5, 'kept');
  assert.equal(await server.end('SIGTERM'), 0);
  const copy = `${server.data}-copy`;
  cpSync(server.data, copy, { recursive: true });

  await server.start();
  const bob = await json({ cookie: ann.cookie });
  await bob.enters('d2');
  const lost = await says(bob, 5, 'lost');
  assert.equal(await server.end('SIGTERM'), 0);
  rmSync(server.data, { recursive: true });
  cpSync(copy, server.data, { recursive: true });
  rmSync(copy, { recursive: true });
  await server.start();

  // Who knows more than there is.
  const ahead = await returns(json, ann.cookie, { epoch, rooms: lobby(lost.seq, lost.at) });
  assert.equal(ahead.type, 'reset');
  assert.equal(ahead.seq, yesterday.seq);
  assert.deepEqual(ahead.facts.map(({ text }) => text), [0, 1, 2, 3, 4].map((i) => `kept ${i}`));

  // Who knows another fact by the same number.
  await says(ahead.client, 7, 'new');
  const astray = await returns(json, ann.cookie, { epoch, rooms: lobby(lost.seq, lost.at) });
  assert.equal(astray.type, 'reset');
  assert.ok(astray.facts.every(({ text }) => !text.startsWith('lost')));

  // Control: who has stopped before that only goes on.
  const along = await returns(json, ann.cookie, { epoch, rooms: lobby(yesterday.seq, yesterday.at) });
  assert.equal(along.type, 'caught_up');
  assert.deepEqual(along.texts, [0, 1, 2, 3, 4, 5, 6].map((i) => `new ${i}`));
});
