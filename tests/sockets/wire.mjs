import { once } from 'node:events';
import { connect } from 'node:net';
import { within } from './within.mjs';

/** A bare socket: it sends what it is told to, and keeps all that comes back. */
export class Wire {
  received = Buffer.alloc(0);
  reads = 0; // in how many pieces it came
  #socket;
  #ended;
  #looking = [];

  static async connects(address, bytes = '') {
    const wire = new Wire();
    const { hostname, port } = new URL(address);
    wire.#socket = connect(port, hostname);
    wire.#socket.on('error', () => {}); // 'close' follows
    wire.#ended = once(wire.#socket, 'close');
    wire.#socket.on('data', (chunk) => {
      wire.received = Buffer.concat([wire.received, chunk]);
      ++wire.reads;
      for (const look of wire.#looking) look();
    });
    await within(20, 'to connect', once(wire.#socket, 'connect'));
    wire.sends(bytes);
    return wire;
  }

  sends(bytes) {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  get text() {
    return this.received.toString('latin1');
  }

  /** Waits until `holds()` is true of what came. */
  until(what, holds) {
    const seen = new Promise((resolve) => {
      const look = () => holds() && resolve();
      this.#looking.push(look);
      look();
    });
    return within(20, what, seen);
  }

  /** Waits until the server has ended the connection. */
  ended(what = 'the end of the connection') {
    return within(20, what, this.#ended);
  }

  /** Takes nothing any more. */
  pause() {
    this.#socket.pause();
  }

  vanishes() {
    this.#socket.destroy();
  }
}

export const handshake = (lines = []) =>
  ['GET /chat HTTP/1.1', 'Host: here', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...lines, '', ''].join('\r\n');

/** A frame as a client sends it, with whatever is wrong with it. */
export function frame(opcode, payload, { fin = true, rsv = 0, masked = true, length } = {}) {
  const bytes = Buffer.from(payload);
  const key = Buffer.from(masked ? [1, 2, 3, 4] : []);
  return Buffer.concat([
    Buffer.from([(fin ? 0x80 : 0) | rsv | opcode]),
    length ?? lengthBytes(bytes.length, masked),
    key,
    masked ? bytes.map((byte, i) => byte ^ key[i % 4]) : bytes,
  ]);
}

function lengthBytes(length, masked) {
  const mask = masked ? 0x80 : 0;
  if (length < 126) return Buffer.from([mask | length]);
  if (length < 65536) return Buffer.from([mask | 126, length >> 8, length & 0xff]);
  const long = Buffer.alloc(9);
  long[0] = mask | 127;
  long.writeBigUInt64BE(BigInt(length), 1);
  return long;
}

/** The frames that a server sent: [{opcode, payload}], as far as they are whole. */
export function framesOf(bytes) {
  const frames = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    let length = bytes[at + 1] & 0x7f;
    let start = at + 2;
    if (length === 126) [length, start] = [bytes.readUInt16BE(start), start + 2];
    else if (length === 127) [length, start] = [Number(bytes.readBigUInt64BE(start)), start + 8];
    if (start + length > bytes.length) break;
    frames.push({ opcode: bytes[at] & 0x0f, payload: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return frames;
}
