import assert from 'node:assert/strict';
import { once } from 'node:events';
import { echoing } from './echo_scene.mjs';
import { within } from './within.mjs';

echoing('echo says texts back as texts and bytes as bytes, on both its paths', [], async ({ connects }) => {
  for (const path of ['/', '/echo']) {
    const client = await connects(path);
    for (const said of ['小鳥', '', Buffer.alloc(0), Buffer.from([0, 0xff]), 'x'.repeat(65536)]) await client.isSaidBack(said);
  }
});

echoing('echo takes messages up to its limit and not one byte more', ['--max-message-bytes', '2000000'], async ({ connects }) => {
  const client = await connects('/');
  await client.isSaidBack(Buffer.alloc(2000000, 'x'));
  client.socket.send(Buffer.alloc(2000001));
  assert.equal(await client.closeCode(), 1009);
});

echoing('echo takes a long message in very small pieces', ['--max-message-bytes', '1048576'], async ({ connects }) => {
  const client = await connects('/');
  const heard = once(client.socket, 'message');
  const piece = 'x'.repeat(64);
  for (let sent = 64; sent <= 1048576; sent += 64) client.socket.send(piece, { fin: sent === 1048576 });
  const [data] = await within(20, 'the whole', heard);
  assert.equal(data.length, 1048576);
});

echoing('echo without limits takes what is far over the usual ones', ['--no-limits'], async ({ connects }) => {
  const client = await connects('/');
  await client.isSaidBack(Buffer.alloc(40_000_000, 'x'));
});

echoing('echo without limits answers every ping of a flood', ['--no-limits'], async ({ connects }) => {
  const { socket } = await connects('/');
  const flood = 1000; // more than ten times what is usually answered in a second
  let answered = 0;
  const all = new Promise((resolve) => socket.on('pong', () => ++answered === flood && resolve()));
  for (let i = 0; i < flood; ++i) socket.ping();
  await within(20, 'every pong', all);
});

echoing('echo keeps up with a client that sends much before it reads', ['--max-message-bytes', '65536'], async ({ connects }) => {
  const client = await connects('/');
  client.socket.pause();
  const sent = 400; // of 64 KiB: far more than may wait for one who does not read
  for (let i = 0; i < sent; ++i) client.socket.send(Buffer.alloc(65536, i));
  let heard = 0;
  const all = new Promise((resolve) => client.socket.on('message', () => ++heard === sent && resolve()));
  client.socket.resume();
  await within(60, 'all of it', all);
});

echoing('echo agrees to compress only if it was asked to', [], async ({ connects }) => {
  const client = await connects('/', { perMessageDeflate: true });
  assert.equal(client.socket.extensions, '');
});

echoing('echo compresses with those who offer it', ['--compress'], async ({ connects }) => {
  const client = await connects('/', { perMessageDeflate: { threshold: 0 } });
  assert.match(client.socket.extensions, /permessage-deflate/);
  for (const said of ['小鳥が鳴く。'.repeat(500), Buffer.alloc(65536, 'abc'), 'x', '']) await client.isSaidBack(said);
});

echoing('echo speaks wss', ['--tls-self-signed'], async ({ server, connects }) => {
  assert.match(server.address, /^wss:/);
  const client = await connects('/echo');
  await client.isSaidBack('x'.repeat(65536));
});

echoing('echo gives what is posted back, and says what it is to who gets it', [], async ({ server }) => {
  const url = server.address.replace('ws', 'http');
  assert.match(await (await fetch(url)).text(), /WebSocket/);
  const answer = await fetch(url, { method: 'POST', body: '{"a":1}', headers: { 'Content-Type': 'application/json' } });
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.equal(await answer.text(), '{"a":1}');
});
