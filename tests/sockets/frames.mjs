import assert from 'node:assert/strict';
import { scene } from './scene.mjs';
import { frame, framesOf, handshake } from './wire.mjs';

const close = (code, reason = '') => Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason, 'latin1')]);
const [text, binary, continuation, closing, ping] = [1, 2, 0, 8, 9];
const length = (...bytes) => ({ length: Buffer.from(bytes) });
const more = { fin: false };

// [what is wrong, the frames, how the server closes]
const broken = [
  ['an unmasked text', [frame(text, 'hi', { masked: false })], 1002],
  ['an unmasked ping', [frame(ping, '', { masked: false })], 1002],
  ['reserved bit 1', [frame(text, 'hi', { rsv: 0x40 })], 1002],
  ['reserved bit 2', [frame(text, 'hi', { rsv: 0x20 })], 1002],
  ['reserved bit 3', [frame(text, 'hi', { rsv: 0x10 })], 1002],
  ['opcode 3', [frame(3, 'hi')], 1002],
  ['opcode 11', [frame(11, 'hi')], 1002],
  ['a ping in pieces', [frame(ping, 'hi', more)], 1002],
  ['a ping of 126 bytes', [frame(ping, 'x'.repeat(126))], 1002],
  ['a close of 126 bytes', [frame(closing, close(1000, 'x'.repeat(124)))], 1002],
  ['a continuation of nothing', [frame(continuation, 'hi')], 1002],
  ['a text within a text', [frame(text, 'a', more), frame(text, 'b')], 1002],
  ['a length longer than needed', [frame(text, 'hi', length(0x80 | 126, 0, 2))], 1002],
  ['a length much longer than needed', [frame(text, 'hi', length(0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 2))], 1002],
  ['a negative length', [frame(text, '', length(0x80 | 127, 0x80, 0, 0, 0, 0, 0, 0, 0))], 1002],
  ['a close of one byte', [frame(closing, [3])], 1002],
  ['close code 999', [frame(closing, close(999))], 1002],
  ['close code 1005', [frame(closing, close(1005))], 1002],
  ['close code 1006', [frame(closing, close(1006))], 1002],
  ['close code 5000', [frame(closing, close(5000))], 1002],
  ['a close reason that is no UTF-8', [frame(closing, close(1000, '\xff'))], 1007],
  ['a text that is no UTF-8', [frame(text, [0xc3, 0x28])], 1007],
  ['a text with a surrogate', [frame(text, [0xed, 0xa0, 0x80])], 1007],
  ['a text that ends within a character', [frame(text, [0xe5, 0xb0])], 1007],
  ['pieces that are no UTF-8 together', [frame(text, [0xe5, 0xb0], more), frame(continuation, [0x28])], 1007],
  ['a text that is too large', [frame(text, 'x'.repeat(65537))], 1009],
  ['pieces that are too large together', [frame(text, 'x'.repeat(65536), more), frame(continuation, 'x')], 1009],
  ['a head that promises too much', [frame(text, '', length(0x80 | 127, 0, 0, 0, 0, 0, 1, 0, 1))], 1009],
  ['a binary message that is too large', [frame(binary, 'x'.repeat(65537))], 1009],
  ['a thousand pieces', Array.from({ length: 1000 }, (_, i) => frame(i === 0 ? text : continuation, 'x', more)), 1008],
];

async function opened(wire) {
  const peer = await wire(handshake());
  await peer.until('the handshake', () => peer.text.includes('\r\n\r\n'));
  const begin = peer.received.indexOf('\r\n\r\n') + 4;
  peer.frames = () => framesOf(peer.received.subarray(begin));
  peer.closing = () => peer.frames().find(({ opcode }) => opcode === closing);
  return peer;
}

scene('frames that break the protocol close their connection and no other', async ({ wire, plain }) => {
  const bystander = await plain();
  for (const [what, frames, code] of broken) {
    const peer = await opened(wire);
    peer.sends(Buffer.concat(frames));
    await peer.until(`a close for ${what}`, () => peer.closing());
    assert.equal(peer.closing().payload.readUInt16BE(), code, what);
    peer.sends(frame(closing, close(code)));
    await peer.ended(`the end after ${what}`);
    bystander.says(what);
    assert.equal(await bystander.hears(), `user0 said: ${what}`);
  }
});

scene('what follows a broken frame is not heard', async ({ wire, plain }) => {
  const bystander = await plain();
  const peer = await opened(wire);
  peer.sends(Buffer.concat([frame(text, 'before'), frame(3, ''), frame(text, 'behind')]));
  await peer.until('a close', () => peer.closing());
  assert.equal(await bystander.hears(), 'user1 said: before');
  bystander.says('after');
  assert.equal(await bystander.hears(), 'user0 said: after');
});

scene('frames may come in pieces and byte by byte, with pings between them', async ({ wire }) => {
  const peer = await opened(wire);
  const bytes = Buffer.concat([frame(text, [0xe5], more), frame(ping, 'p'), frame(continuation, [0xb0], more),
    frame(continuation, [0x8f, 0xe9, 0xb3, 0xa5])]);
  for (const byte of bytes) peer.sends(Buffer.from([byte]));
  await peer.until('pong and text', () => peer.frames().length === 2);
  const [pong, said] = peer.frames();
  assert.deepEqual([pong.opcode, `${pong.payload}`], [10, 'p']);
  assert.equal(`${said.payload}`, 'user0 said: 小鳥');
});

scene('a close is answered with its own code, once, and the server ends the connection', async ({ wire }) => {
  const peer = await opened(wire);
  peer.sends(Buffer.concat([frame(closing, close(1000, 'bye')), frame(closing, close(1000)), frame(text, 'hi')]));
  await peer.ended();
  assert.equal(peer.frames().length, 1);
  assert.equal(peer.closing().payload.readUInt16BE(), 1000);
});

scene('a text of the largest message is heard', async ({ plain }) => {
  const ann = await plain();
  ann.says('x'.repeat(65536));
  assert.equal(await ann.hears(), '[server] the text is too long');
});
