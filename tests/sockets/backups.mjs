import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from '../browser/server.mjs';
import { JsonClient } from './clients.mjs';
import { run } from './program.mjs';
import { binary, scene } from './scene.mjs';

const texts = (facts) => facts.filter(({ type }) => type === 'said').map(({ seq, text }) => ({ seq, text }));
const upTo = (count) => Array.from({ length: count }, (_, i) => ({ seq: i + 1, text: `text ${i + 1}` }));

/** Runs a command that must go well; what it said. */
async function done(...args) {
  const { code, out, err } = await run(...args);
  assert.equal(code, 0, `${args}: ${out}${err}`);
  return out;
}

async function assertRefused(why, ...args) {
  const { code, out, err } = await run(...args);
  assert.equal(code, 1, `${args}: ${out}${err}`);
  assert.match(err, /^[^\n]+\n$/);
  assert.match(err, why);
}

/** Says `text from` to `text to`, one after another; the facts of the answers. */
async function says(client, from, to) {
  const answers = [];
  for (let i = from; i <= to; ++i) answers.push(await client.asks(client.say(`text ${i}`, `id-${i}`)));
  return answers;
}

/** Its history, as a server tells it that serves what was restored from the backup. */
async function historyIn(backup) {
  const server = new Server(binary);
  let reader;
  try {
    await done('restore', backup, '--data', server.data);
    await server.start();
    reader = await JsonClient.connects(server.address);
    await reader.enters();
    return await reader.history();
  } finally {
    reader?.vanishes();
    await server.tidy();
  }
}

scene('a backup made while a hundred write is whole, and has all that was acknowledged before it began', async ({ server, json }) => {
  const backup = join(server.data, 'a.backup');
  const writers = await Promise.all(Array.from({ length: 100 }, () => json()));
  await Promise.all(writers.map((writer, i) => writer.enters(`device-${i}`)));
  const acknowledged = new Map();
  let writing = true;
  const write = async (writer, name) => {
    for (let i = 0; writing; ++i) {
      const text = `${name} ${i}`;
      const { type, seq } = await writer.asks(writer.say(text, `${i}`));
      assert.equal(type, 'ok');
      acknowledged.set(text, seq);
    }
  };
  const all = Promise.all(writers.map((writer, i) => write(writer, `writer ${i}`)));
  while (acknowledged.size < 2_000) await new Promise(setImmediate);
  const before = new Map(acknowledged);
  await done('backup', backup, '--data', server.data);
  const after = acknowledged.size;
  writing = false;
  await all;

  assert.ok(after > before.size, 'nobody was held up');
  assert.match(await done('verify', backup), /^ok: /);
  const kept = texts(await historyIn(backup));
  const bySeq = new Map(kept.map(({ seq, text }) => [seq, text]));
  for (const [text, seq] of before) assert.equal(bySeq.get(seq), text);
  // It is the beginning of what there is now.
  const reader = await json();
  await reader.enters();
  const now = texts(await reader.history());
  assert.ok(kept.length < now.length);
  assert.deepEqual(kept, now.slice(0, kept.length));
});

/** Each puts the backup back its own way, and says how the server is to be ended before. */
const ways = {
  'by the command': ['SIGTERM', (backup, server) => done('restore', backup, '--data', server.data)],
  'by the command, after kill -9': ['SIGKILL', (backup, server) => done('restore', backup, '--data', server.data)],
  'by copying the file': ['SIGTERM', (backup, server) => copyFileSync(backup, join(server.data, 'kotori.db'))],
  'by copying the file over what kill -9 has left': [
    'SIGKILL',
    (backup, server) => {
      assert.ok(statSync(join(server.data, 'kotori.db-wal')).size > 0, 'the log of another database lies there');
      copyFileSync(backup, join(server.data, 'kotori.db'));
    },
  ],
};
for (const [how, [signal, putBack]] of Object.entries(ways)) {
  scene(`an old backup put back ${how}: who comes back begins anew, and nothing is lost of it, doubled or guessed`, async ({ server, json }) => {
    const backup = join(server.data, 'a.backup');
    const [ann, bob] = [await json(), await json()];
    const { epoch } = await ann.enters('phone');
    await bob.enters('phone');
    await says(ann, 1, 5);
    await done('backup', backup, '--data', server.data);
    const [last] = (await says(ann, 6, 9)).slice(-1);
    await server.end(signal);
    await putBack(backup, server);
    await server.start();

    const comesBack = async (cookie, position) => {
      const client = await json({ cookie });
      const resume = { epoch, rooms: [{ room: 'lobby', ...position }] };
      const welcome = await client.asks({ type: 'hello', device: 'phone', resume });
      const reset = await client.hearsOf('reset');
      const caughtUp = await client.hearsOf('caught_up');
      assert.notEqual(welcome.epoch, epoch);
      assert.equal(reset.epoch, welcome.epoch);
      assert.equal(reset.head, 5);
      assert.deepEqual(texts(reset.facts), upTo(5));
      assert.equal(caughtUp.seq, 5);
      return client;
    };
    const annAgain = await comesBack(ann.cookie, { seq: last.seq, at: last.at });
    const bobAgain = await comesBack(bob.cookie, { seq: 5 }); // which is there, but of another life

    // What was sent before the backup is known, what was sent after it is new.
    const [known] = await says(annAgain, 3, 3);
    assert.equal(known.seq, 3);
    const again = await says(annAgain, 6, 7);
    assert.deepEqual(again.map(({ seq }) => seq), [6, 7]);
    assert.deepEqual(texts([await bobAgain.hearsOf('said'), await bobAgain.hearsOf('said')]), upTo(7).slice(5));
    assert.deepEqual(texts(await bobAgain.history()), upTo(7));

    const later = await json({ cookie: ann.cookie });
    await later.enters('phone');
    await server.end('SIGTERM');
    assert.match(await done('verify', '--data', server.data), /^ok: 1 room, 7 facts, /);
    await server.start();
  });
}

scene('what is served can be verified and copied, and not be replaced', async ({ server, json }) => {
  const backup = join(server.data, 'a.backup');
  const ann = await json();
  await ann.enters();
  await says(ann, 1, 3);
  assert.equal(await done('verify', '--data', server.data), 'ok: 1 room, 3 facts, 1 person\n');
  assert.match(await done('backup', backup, '--data', server.data), /a\.backup: \d+ bytes\n$/);
  assert.equal(statSync(backup).mode & 0o777, 0o600);
  await assertRefused(/is there already/, 'backup', backup, '--data', server.data);
  await assertRefused(/in use by another kotori/, 'restore', backup, '--data', server.data);
  await says(ann, 4, 4);
  assert.deepEqual(texts(await ann.history()), upTo(4));
});

scene('a restore keeps what was there, which can be put back, too', async ({ server, json }) => {
  const backup = join(server.data, 'a.backup');
  const ann = await json();
  await ann.enters();
  await says(ann, 1, 2);
  await done('backup', backup, '--data', server.data);
  await says(ann, 3, 4);
  await server.end('SIGKILL');
  await done('restore', backup, '--data', server.data);
  const before = readdirSync(server.data).find((name) => /^kotori\.db\.before-restore-[\dTZ]+$/.test(name));
  assert.deepEqual(texts(await historyIn(join(server.data, before))), upTo(4));
  await done('restore', join(server.data, before), '--data', server.data);
  await server.start();
  const reader = await json();
  await reader.enters();
  assert.deepEqual(texts(await reader.history()), upTo(4));
});

test('what is no good backup is not restored, and what is wrong is said', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kotori-test-'));
  const [data, other, file] = ['data', 'other', 'a.backup'].map((name) => join(directory, name));
  const server = new Server(binary);
  try {
    await server.start();
    await server.end('SIGTERM');
    await done('backup', file, '--data', server.data);
    assert.match(await done('restore', file, '--data', other), /There is no sessions\.db/);

    writeFileSync(data, 'x'.repeat(5_000));
    await assertRefused(/no database/, 'verify', '--data', other + 'nowhere');
    await assertRefused(/not a database/, 'verify', data);
    await assertRefused(/not a database/, 'restore', data, '--data', other);
    const bytes = readFileSync(file);
    bytes.write('hobby', bytes.lastIndexOf('lobby'));
    writeFileSync(file, bytes);
    const { code, out, err } = await run('verify', file);
    assert.equal(code, 1);
    assert.match(out, /^the file: [^\n]+\n/);
    assert.match(err, /^kotori: [^\n]+a\.backup: \d+ things? (is|are) wrong\n$/);
    const kept = statSync(join(other, 'kotori.db')).mtimeMs;
    assert.equal((await run('restore', file, '--data', other)).code, 1);
    assert.equal(statSync(join(other, 'kotori.db')).mtimeMs, kept);
    assert.equal(existsSync(join(directory, 'kotori-data')), false);
  } finally {
    await server.tidy();
    rmSync(directory, { recursive: true });
  }
});
