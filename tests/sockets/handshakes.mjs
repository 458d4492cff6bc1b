import assert from 'node:assert/strict';
import { scene } from './scene.mjs';
import { frame, framesOf, handshake } from './wire.mjs';

const end = '\r\n\r\n';
const without = (name) => handshake().replace(new RegExp(`${name}: .*\r\n`), '');
const with_ = (name, value) => handshake().replace(new RegExp(`${name}: .*\r\n`), `${name}: ${value}\r\n`);
const asked = async (wire, bytes) => {
  const peer = await wire(bytes);
  await peer.until('an answer', () => peer.text.includes(end));
  peer.status = Number(peer.text.slice(9, 12));
  peer.header = (name) => peer.text.match(new RegExp(`^${name}: (.*)\r$`, 'im'))?.[1];
  return peer;
};

scene('/chat without an upgrade is answered with 426, which names what is needed', async ({ server }) => {
  const answer = await fetch(new URL('/chat', server.address));
  assert.equal(answer.status, 426);
  const text = await answer.text();
  for (const word of ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version', 'Sec-WebSocket-Key'])
    assert.ok(text.includes(word), `${word} in: ${text}`);
});

scene('a handshake that is wrong is refused', async ({ wire }) => {
  // [what is wrong, the request, the status it gets]
  const handshakes = [
    ['no Upgrade', without('Upgrade'), 426],
    ['an Upgrade to something else', with_('Upgrade', 'h2c'), 426],
    ['no Connection', without('Connection'), 426],
    ['a Connection that does not upgrade', with_('Connection', 'keep-alive'), 426],
    ['no version', without('Sec-WebSocket-Version'), 426],
    ['version 8', with_('Sec-WebSocket-Version', '8'), 426],
    ['two versions', with_('Sec-WebSocket-Version', '8, 13'), 426],
    ['no key', without('Sec-WebSocket-Key'), 400],
    ['an empty key', with_('Sec-WebSocket-Key', ''), 400],
    ['a short key', with_('Sec-WebSocket-Key', 'c2hvcnQ='), 400],
    ['a key that is no base64', with_('Sec-WebSocket-Key', '!!!!!!!!!!!!!!!!!!!!!!=='), 400],
    ['two keys', handshake(['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']), 400],
    ['HTTP/1.0', handshake().replace('1.1', '1.0'), 426],
    ['another path', handshake().replace('/chat', '/tchat'), 404],
    ['a POST', handshake().replace('GET', 'POST'), 405],
  ];
  for (const [what, bytes, status] of handshakes) {
    const peer = await asked(wire, bytes);
    assert.equal(peer.status, status, `${what}: ${peer.text}`);
    if (status === 426) assert.equal(peer.header('Upgrade'), 'websocket', what);
    if (what.includes('version')) assert.equal(peer.header('Sec-WebSocket-Version'), '13', what);
    peer.vanishes();
  }
});

scene('a handshake is answered as RFC 6455 shows it', async ({ wire }) => {
  const peer = await asked(wire, handshake(['Connection: keep-alive']).replace('websocket', 'WebSocket'));
  assert.equal(peer.status, 101);
  assert.equal(peer.header('Sec-WebSocket-Accept'), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  assert.equal(peer.header('Sec-WebSocket-Protocol'), undefined);
  assert.equal(peer.header('Sec-WebSocket-Extensions'), undefined);
});

scene('of several subprotocols kotori.v1 is chosen', async ({ wire }) => {
  const peer = await asked(wire, handshake(['Sec-WebSocket-Protocol: soap, kotori.v1']));
  assert.equal(peer.header('Sec-WebSocket-Protocol'), 'kotori.v1');
});

scene('pages of other origins may not connect', async ({ server, wire, plain }) => {
  for (const origin of ['https://evil.example', 'null', server.address.replace('http', 'https').replace(/:\d+\/$/, ''), 'evil'])
    assert.equal((await asked(wire, handshake([`Origin: ${origin}`]))).status, 403, origin);
  const own = await plain({ origin: new URL(server.address).origin });
  own.says('hi');
  assert.equal(await own.hears(), 'user0 said: hi');
});

scene('bytes sent with the handshake are frames', async ({ wire }) => {
  const peer = await wire(Buffer.concat([Buffer.from(handshake()), frame(1, 'ear'), frame(1, 'ly')]));
  const frames = () => framesOf(peer.received.subarray(peer.received.indexOf(end) + end.length));
  await peer.until('both answers', () => peer.text.includes(end) && frames().length === 2);
  assert.deepEqual(frames().map(({ payload }) => `${payload}`), ['user0 said: ear', 'user0 said: ly']);
});
