import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('who does not read is closed with 4008, and nobody else notices', async ({ json }) => {
  const [ann, bob, slow] = [await json(), await json(), await json()];
  await ann.enters();
  await bob.enters();
  const { user } = await slow.enters();
  slow.pause();

  // Beyond what the kernel holds for a socket and the server for a connection.
  const [rounds, burst] = [60, 20];
  const text = 'x'.repeat(15_000);
  let gone;
  let said = 0;
  for (let round = 0; round < rounds && !gone; ++round) {
    const answers = Array.from({ length: burst }, (_, i) => ann.asks(ann.say(text, `${round}-${i}`)));
    for (const answer of await Promise.all(answers)) assert.equal(answer.type, 'ok');
    said += burst;
    for (let heard = 0; heard < burst; ) {
      const event = await bob.heard.next('what ann says');
      if (event.type === 'said') ++heard;
      if (event.type === 'gone') gone = event;
    }
  }
  gone ??= await bob.hearsOf('gone');
  assert.equal(gone.user.id, user.id);

  slow.resume();
  assert.equal((await slow.closed()).code, 4008);
  const back = await json({ cookie: slow.cookie });
  assert.equal((await back.enters()).rooms[0].head, said);
  assert.equal((await back.history()).length, said);
});
