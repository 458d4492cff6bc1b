// Compressed conversations with npm's `ws`, in every way that it can be asked for (RFC 7692).
import assert from 'node:assert/strict';
import { echoing } from './echo_scene.mjs';
import { Queue } from './within.mjs';

const answer = (...parameters) => ['permessage-deflate', 'server_no_context_takeover', ...parameters].join('; ');

// [how ws wants to compress, what it is answered]
const offers = [
  [{}, answer()],
  [{ serverNoContextTakeover: true }, answer()],
  [{ clientNoContextTakeover: true }, answer('client_no_context_takeover')],
  ...[8, 9, 10, 12, 15].map((bits) => [{ serverMaxWindowBits: bits }, answer(`server_max_window_bits=${bits}`)]),
  ...[9, 10, 12, 15].map((bits) => [{ clientMaxWindowBits: bits }, answer(`client_max_window_bits=${bits}`)]),
  [
    { serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 9, clientMaxWindowBits: 11 },
    answer('client_no_context_takeover', 'server_max_window_bits=9', 'client_max_window_bits=11'),
  ],
  [{ zlibDeflateOptions: { level: 0 } }, answer()],
  [{ zlibDeflateOptions: { level: 9, memLevel: 9 } }, answer()],
];

/** Throws that look like chance and are the same in every run (xorshift). */
class Dice {
  #state = 0x9e3779b9;

  below(sides) {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % sides;
  }
}

const words = ['小鳥', 'が', '鳴く。', '🐦', '𠮷', ' hello', ' world', '\n'];

function message(dice) {
  const sizes = [0, 1, 125, 126, 65535, 65536, dice.below(3000), dice.below(3000), dice.below(30_000), dice.below(204_800)];
  const size = sizes[dice.below(sizes.length)];
  if (dice.below(4) === 0) return Buffer.from(Array.from({ length: size }, () => dice.below(256)));
  let text = '';
  while (text.length * 2 < size) text += words[dice.below(words.length)];
  return dice.below(3) === 0 ? Buffer.from(text) : text;
}

/** In one to six pieces, cut anywhere, and a ping now and then between them. */
function say(socket, data, dice, pings) {
  const binary = typeof data !== 'string';
  const bytes = Buffer.from(data);
  const compress = dice.below(8) !== 0;
  for (let at = 0, pieces = 1 + dice.below(6); pieces > 0; --pieces) {
    const to = pieces === 1 ? bytes.length : at + dice.below(bytes.length - at + 1);
    socket.send(bytes.subarray(at, to), { fin: pieces === 1, binary, compress });
    at = to;
    if (dice.below(8) === 0) socket.ping(pings.at(pings.push(Buffer.alloc(dice.below(126), pings.length)) - 1));
  }
}

const flags = ['--compress', '--max-message-bytes', '262144'];

echoing('echo and ws understand each other however ws wants to compress', flags, async ({ connects }) => {
  const dice = new Dice();
  for (const [perMessageDeflate, answered] of offers) {
    const client = await connects('/', { perMessageDeflate: { threshold: 0, ...perMessageDeflate } });
    assert.equal(client.agreed, answered);

    const pings = [];
    const pongs = new Queue();
    client.socket.on('pong', (data) => pongs.push(data));
    const messages = Array.from({ length: 25 }, () => message(dice));
    for (const said of messages) say(client.socket, said, dice, pings);
    for (const said of messages) await client.hears(said);
    for (const ping of pings) assert.deepEqual(await pongs.next('a pong'), ping);

    const before = client.bytesReceived();
    await client.isSaidBack('小鳥が鳴く。'.repeat(5000));
    assert.ok(client.bytesReceived() - before < 5000, 'it is compressed');
    client.socket.close(1000);
    assert.equal(await client.closeCode(), 1000);
  }
});
