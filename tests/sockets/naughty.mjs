import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { scene } from './scene.mjs';

const file = JSON.parse(await readFile(new URL('../data/naughty_strings.json', import.meta.url), 'utf8'));
const said = [...Object.values(file.said).flat(), ...file.said_long.map(({ part, times }) => part.repeat(times))];
const refused = Object.entries(file.refused).flatMap(([code, texts]) => texts.map((text) => ({ code, text })));

scene('every naughty string is heard and read as it was said, over the wire and from the disk', async ({ json, server }) => {
  const [ann, bob] = [await json(), await json()];
  await ann.enters();
  await bob.enters();
  await bob.hearsOf('caught_up');
  for (const [number, text] of said.entries()) {
    assert.equal((await ann.asks(ann.say(text, `c${number}`))).type, 'ok', JSON.stringify(text));
    assert.equal((await bob.hearsOf('said')).text, text);
  }
  for (const [number, { code, text }] of refused.entries())
    assert.equal((await ann.asks(ann.say(text, `r${number}`))).code, code, JSON.stringify(text));
  await server.end('SIGTERM');
  await server.start();
  const carl = await json();
  await carl.enters();
  await carl.hearsOf('caught_up');
  assert.deepEqual((await carl.history()).map(({ text }) => text), said);
});
