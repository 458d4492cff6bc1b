import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Server } from '../browser/server.mjs';
import { binary } from './scene.mjs';
import { Queue, within } from './within.mjs';

const { WebSocket } = createRequire(new URL('../../web/package.json', import.meta.url))('ws');

export class EchoServer extends Server {
  command() {
    return ['echo'];
  }
}

class EchoClient {
  #heard = new Queue();
  #connection;

  constructor(socket) {
    this.socket = socket;
    socket.on('upgrade', (response) => {
      this.#connection = response.socket;
      this.agreed = response.headers['sec-websocket-extensions']; // in full, where socket.extensions says only the name
    });
    this.closed = once(socket, 'close');
    socket.on('message', (data, isBinary) => this.#heard.push({ data, isBinary }));
    socket.on('error', () => {}); // 'close' follows
  }

  async isSaidBack(data) {
    this.socket.send(data);
    await this.hears(data);
  }

  /** The next that comes is this. */
  async hears(data) {
    const answer = await this.#heard.next(`${data.length} bytes to come back`);
    assert.equal(answer.isBinary, typeof data !== 'string');
    assert.ok(answer.data.equals(Buffer.from(data)), `what came back for ${data.length} bytes`);
  }

  /** On the wire, until now. */
  bytesReceived() {
    return this.#connection.bytesRead;
  }

  async closeCode() {
    const [code] = await within(20, 'a close', this.closed);
    return code;
  }
}

/** A test with `kotori echo`, started with these flags, and with ws clients of it: `connects(path, options)`. */
export function echoing(sentence, flags, play) {
  test(sentence, { timeout: 120_000 }, async () => {
    const server = new EchoServer(binary, flags);
    const sockets = [];
    const connects = async (path, options) => {
      const url = new URL(path, server.address.replace('http', 'ws'));
      sockets.push(new WebSocket(url, { rejectUnauthorized: false, maxPayload: 0, ...options }));
      const client = new EchoClient(sockets.at(-1));
      await within(20, 'to connect', once(client.socket, 'open'));
      return client;
    };
    try {
      await server.start();
      await play({ server, connects });
      for (const socket of sockets) socket.terminate();
      assert.equal(await server.end('SIGTERM'), 0);
    } finally {
      for (const socket of sockets) socket.terminate();
      await server.tidy();
    }
  });
}
