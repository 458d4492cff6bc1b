import assert from 'node:assert/strict';
import { problems } from './checker.mjs';
import { scene } from './scene.mjs';
import { handshake } from './wire.mjs';

for (const signal of ['SIGTERM', 'SIGINT'])
  scene(`${signal} is told to everyone with 1012, and what was acknowledged is there after the restart`, async ({ server, plain, json, wire }) => {
    const [ann, bob, silent] = [await json(), await plain(), await json()];
    const idle = await wire('GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n');
    await idle.until('an answer', () => idle.text.endsWith('ok\n'));
    const half = await wire('GET /healthz HT');
    await ann.enters();
    const acknowledged = [];
    let enough;
    const burst = new Promise((resolve) => (enough = resolve));
    for (let i = 0; i < 500; ++i)
      ann.begins(ann.say(`text-${i}`, `text-${i}`)).then(({ type, seq }) => {
        if (type === 'ok') acknowledged.push([`text-${i}`, seq]);
        if (acknowledged.length === 100) enough();
      });
    await burst;

    const began = Date.now();
    assert.equal(await server.end(signal), 0);
    assert.ok(Date.now() - began < 5000, `it took ${Date.now() - began} ms to stop`);
    for (const client of [ann, bob, silent]) assert.equal((await client.closed()).code, 1012);
    await idle.ended();
    await half.ended();

    await server.start();
    const reader = await json();
    await reader.enters();
    assert.deepEqual(problems(await reader.history(), acknowledged), []);
  });

scene('a client that never answers does not keep the server from stopping', async ({ server, wire }) => {
  const peer = await wire(handshake());
  await peer.until('the handshake', () => peer.text.includes('\r\n\r\n'));
  assert.equal(await server.end('SIGTERM'), 0);
  await peer.ended();
  await server.start();
});
