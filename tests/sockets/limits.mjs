import assert from 'node:assert/strict';
import { scene } from './scene.mjs';
import { handshake } from './wire.mjs';

const ask = 'GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n';

async function answered(wire, line) {
  await wire.until(line, () => wire.text.includes('\r\n'));
  assert.equal(wire.text.split('\r\n')[0], `HTTP/1.1 ${line}`);
}

/** Two may stay, a third is turned away and harms nobody, and comes in when one has gone. */
async function twoAndNoMore({ wire }) {
  const guests = [];
  for (let i = 0; i < 2; ++i) {
    guests.push(await wire(ask));
    await answered(guests[i], '200 OK'); // of those who have not asked yet only one may be here
  }
  const third = await wire();
  await answered(third, '503 Service Unavailable');
  assert.match(third.text, /\r\nRetry-After: \d+\r\n/);
  await third.ended();
  guests[0].sends(ask);
  await guests[0].until('another answer', () => guests[0].text.split('200 OK').length === 3);
  guests[1].vanishes();
  for (let tries = 1; ; ++tries) {
    const fourth = await wire(ask);
    await fourth.until('an answer', () => fourth.text.includes('\r\n'));
    if (fourth.text.startsWith('HTTP/1.1 200 OK')) break;
    assert.ok(tries < 1000, 'the place of one who has gone is never given away');
  }
}

scene('connections have a limit in all', twoAndNoMore, ['--max-connections', '2']);
scene('connections of an address have a limit', twoAndNoMore, ['--max-connections-per-address', '2']);

scene(
  'pages of other origins are kept out',
  async ({ wire }) => {
    const opens = async (lines, line) => answered(await wire(handshake(lines)), line);
    await opens(['Origin: https://chat.example'], '101 Switching Protocols');
    await opens(['Origin: http://localhost:3000'], '101 Switching Protocols');
    await opens([], '101 Switching Protocols');
    for (const origin of ['http://here', 'http://chat.example', 'https://chat.example.evil.com', 'null'])
      await opens([`Origin: ${origin}`], '403 Forbidden');
  },
  ['--allow-origin', 'https://chat.example', '--allow-origin', 'http://localhost:3000'],
);

scene('without a list the pages of the host that was asked for come in', async ({ wire }) => {
  await answered(await wire(handshake(['Origin: http://here'])), '101 Switching Protocols');
  await answered(await wire(handshake(['Origin: http://there'])), '403 Forbidden');
});

scene(
  'messages beyond their pace wait, and nobody else does',
  async ({ plain }) => {
    const [ann, bob] = [await plain(), await plain()];
    const begun = performance.now();
    for (let i = 0; i < 12; ++i) ann.says('/help');
    for (let i = 0; i < 9; ++i) await ann.hears(); // ten at once: to enter takes one
    bob.says('/help');
    await bob.hears();
    for (let i = 0; i < 3; ++i) await ann.hears();
    assert.ok(performance.now() - begun > 1900, 'one a second comes after them');
  },
  ['--max-messages-per-second', '1'],
);
