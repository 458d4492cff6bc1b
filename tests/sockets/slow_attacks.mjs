import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';
import { scene } from './scene.mjs';
import { frame, handshake } from './wire.mjs';

const [text, continuation, ping] = [1, 0, 9];
const many = (count, bytes) => Buffer.concat(Array(count).fill(bytes));
const more = { fin: false };

// What each of them sends at once, and then again and again; those who do not read leave their answers where they are.
const attackers = [
  { who: 'sends a head byte by byte', begins: 'GET / HTTP/1.1\r\nHost: here\r\nX: ', repeats: 'x', count: 100 },
  {
    who: 'sends a body byte by byte',
    begins: 'POST /chat HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n',
    repeats: 'x',
    count: 100,
  },
  { who: 'says nothing', begins: '', repeats: '', count: 100 },
  {
    who: 'sends a message byte by byte',
    begins: Buffer.concat([Buffer.from(handshake()), frame(text, 'x'.repeat(1000)).subarray(0, 8)]),
    repeats: 'x',
    count: 100,
  },
  {
    who: 'takes no answer',
    begins: 'GET / HTTP/1.1\r\nHost: here\r\n\r\n'.repeat(200),
    repeats: 'GET / HTTP/1.1\r\nHost: here\r\n\r\n',
    reads: false,
    count: 50,
  },
  { who: 'floods with pings', begins: handshake(), repeats: many(500, frame(ping, 'x')), count: 20 },
  {
    who: 'floods with fragments',
    begins: Buffer.concat([Buffer.from(handshake()), frame(text, '', more)]),
    repeats: many(500, frame(continuation, '', more)),
    count: 20,
  },
  { who: 'floods with requests', begins: '', repeats: 'GET /nowhere HTTP/1.1\r\nHost: here\r\n\r\n'.repeat(50), count: 20 },
];

scene('who behaves is answered while hundreds are slow, silent, deaf or never stop', async ({ plain, wire }) => {
  const ann = await plain();
  const answered = async () => {
    const asked = performance.now();
    ann.says('/help');
    assert.match(await ann.hears(), /\/who/);
    return performance.now() - asked;
  };
  await answered();

  const crowd = [];
  for (const { begins, repeats, reads = true, count } of attackers)
    for (let i = 0; i < count; ++i) {
      const attacker = await wire(begins);
      if (!reads) attacker.pause();
      crowd.push({ attacker, repeats });
    }
  let slowest = 0;
  for (let round = 0; round < 30; ++round) {
    for (const { attacker, repeats } of crowd) attacker.sends(repeats);
    // Upgrades that come and go.
    for (let i = 0; i < 5; ++i) (await wire(handshake())).vanishes();
    slowest = Math.max(slowest, await answered());
    await later(100);
  }
  // Far more than it takes, even where others keep the machine busy; a loop that is held up takes longer.
  assert.ok(slowest < 5000, `the slowest answer took ${slowest} ms`);
});
