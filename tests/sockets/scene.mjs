import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server } from '../browser/server.mjs';
import { Client, JsonClient } from './clients.mjs';
import { Wire } from './wire.mjs';

export const [binary = process.env.KOTORI_BINARY] = process.argv.slice(2);
if (!binary) {
  console.error('usage: run.mjs KOTORI_BINARY   (or set KOTORI_BINARY)');
  process.exit(2);
}

/**
 * A test with a server of its own on three loops, and with those who connect to it: `plain` and `json` are ws clients,
 * `wire` is a bare socket. At its end all of them are gone and the server has ended well, sanitizers included.
 */
export function scene(sentence, play, options = []) {
  test(sentence, { timeout: 120_000 }, async () => {
    const server = new Server(binary, ['--loops', '3', ...options]);
    const guests = [];
    const invited = async (coming) => {
      guests.push(await coming);
      return guests.at(-1);
    };
    const cast = {
      server,
      plain: (options) => invited(Client.enters(server.address, options)),
      json: (options) => invited(JsonClient.connects(server.address, options)),
      wire: (bytes) => invited(Wire.connects(server.address, bytes)),
    };
    try {
      await server.start();
      await play(cast);
      for (const guest of guests) guest.vanishes();
      assert.equal(await server.end('SIGTERM'), 0);
    } finally {
      for (const guest of guests) guest.vanishes();
      await server.tidy();
    }
  });
}
