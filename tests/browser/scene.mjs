import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Person } from './person.mjs';
import { Server } from './server.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const [binary = process.env.KOTORI_BINARY, web] = process.argv.slice(2);
if (!binary) {
  console.error('usage: run.mjs KOTORI_BINARY [WEB_DIRECTORY]   (or set KOTORI_BINARY)');
  process.exit(2);
}

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
});

after(() => browser?.close());

/** A test with a server of its own, and with people who leave at its end, by when their pages must have had no problem. */
export function scene(sentence, play) {
  test(sentence, { timeout: 60_000 }, async () => {
    const server = new Server(binary, web ? ['--web', web] : []);
    const people = [];
    const arrives = async (options) => {
      const person = await Person.arrives(browser, server.address, options);
      people.push(person);
      return person;
    };
    try {
      await server.start();
      await play({ server, arrives });
      for (const person of people) assert.deepEqual(person.problems, []);
    } finally {
      for (const person of people) await person.context.close();
      await server.tidy();
    }
  });
}
