import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { JsonClient } from '../sockets/clients.mjs';
import { assertSound, binary, cannot, long, Program, traced } from './scene.mjs';

/** The calls by which files change. */
const writes = ['pwrite64', 'ftruncate', 'fsync', 'fdatasync', 'link', 'unlink', 'rename', 'renameat2'];

/** Runs `kotori restore`, and kills it at its Nth such call that is about the database; whether it came that far. */
function cutOff(call, nth, data, backup) {
  const files = ['', '/kotori.db', ...['.incoming', '.incoming-journal', '-wal', '-shm', '-journal'].map((end) => `/kotori.db${end}`)];
  const [strace, ...options] = [...traced(call, `signal=KILL:when=${nth}`), ...files.flatMap((name) => ['-P', data + name])];
  const ended = spawnSync(strace, [...options, binary, 'restore', backup, '--data', data], { encoding: 'utf8', timeout: 20_000 });
  assert.ok(ended.signal === 'SIGKILL' || /new epoch/.test(ended.stderr), ended.stderr);
  return ended.signal === 'SIGKILL';
}

/** Five messages in a backup, nine in a database, the last of them in the log that a kill -9 has left. */
async function ground(directory) {
  const server = new Program();
  try {
    await server.start();
    const ann = await JsonClient.connects(server.address);
    const { epoch } = await ann.enters();
    const says = async (from, to) => {
      for (let i = from; i <= to; ++i) assert.equal((await ann.asks(ann.say(`${i}`, `${i}`))).seq, i);
    };
    const [backup, data] = [join(directory, 'a.backup'), join(directory, 'data')];
    await says(1, 5);
    assert.equal(spawnSync(binary, ['backup', backup, '--data', server.data]).status, 0);
    await says(6, 9);
    await server.end('SIGKILL');
    cpSync(server.data, data, { recursive: true });
    return { epoch, backup, data };
  } finally {
    await server.tidy();
  }
}

/** What a server that starts there says that it has: {epoch, head}. All of that is there, and sound. */
async function found(data) {
  const server = new Program();
  rmSync(server.data, { recursive: true });
  server.data = data;
  await server.start();
  const reader = await JsonClient.connects(server.address);
  const { epoch, rooms } = await reader.enters();
  const texts = (await reader.history()).map(({ text }) => text);
  assert.deepEqual(texts, Array.from({ length: rooms[0].head }, (_, i) => `${i + 1}`));
  reader.vanishes();
  await server.end('SIGTERM');
  assertSound(server);
  return { epoch, head: rooms[0].head };
}

/** Cuts it off everywhere, or every day in some places, and calls `judge` with what is found then, and what was before. */
function anywhere(sentence, prepare, judge) {
  test(sentence, { timeout: 600_000, skip: cannot.trace }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kotori-faults-'));
    try {
      const before = await ground(directory);
      const heads = [];
      for (const call of writes)
        for (let nth = 1, cut = true; cut; nth += long ? 1 : 3) {
          const trial = join(directory, `${call}-${nth}`);
          cpSync(before.data, trial, { recursive: true });
          cut = cutOff(call, nth, trial, prepare(before.backup, trial));
          const now = await found(trial);
          judge(now, before, `${call} ${nth}`);
          if (cut) heads.push(now.head);
          rmSync(trial, { recursive: true });
        }
      assert.ok(heads.length >= (long ? 20 : 8), `${heads.length} were cut off`);
      assert.ok(heads.includes(5));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}

const isRestored = (now, before, where) => {
  assert.equal(now.head, 5, where);
  assert.notEqual(now.epoch, before.epoch, where);
};

anywhere(
  'a restore that is cut off at any of its writes has happened or has not',
  (backup) => backup,
  (now, before, where) => {
    if (now.head !== 9) isRestored(now, before, where);
    else assert.equal(now.epoch, before.epoch, where);
  },
);

anywhere(
  'a backup that was copied back over what kill -9 has left comes up alone, wherever its first opening is cut off',
  (backup, data) => {
    copyFileSync(backup, join(data, 'kotori.db'));
    return join(data, 'nothing'); // a restore of nothing opens the directory, and does no more
  },
  isRestored,
);
