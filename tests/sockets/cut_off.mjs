import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from '../browser/server.mjs';
import { JsonClient } from './clients.mjs';
import { run } from './program.mjs';
import { binary } from './scene.mjs';

// The calls by which files change.
const writes = ['pwrite64', 'ftruncate', 'fsync', 'fdatasync', 'link', 'unlink', 'rename', 'renameat2'];
const cannot = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status !== 0 && 'strace cannot be used here';

/** Runs the program, and kills it at its Nth call of this name that is about the database; whether it came that far. */
function cutOff(call, nth, data, ...args) {
  const { signal, status, stderr } = spawnSync(
    'strace',
    ['-f', '-qqq', '-o', '/dev/null', '-E', `ASAN_OPTIONS=${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0`,
      '-P', data, ...['', '.incoming', '.incoming-journal', '-wal', '-shm', '-journal'].flatMap((end) => ['-P', join(data, `kotori.db${end}`)]),
      '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${nth}`, binary, ...args],
    { encoding: 'utf8', timeout: 20_000 },
  );
  assert.ok(signal === 'SIGKILL' || status === 0, stderr);
  return signal === 'SIGKILL';
}

/** Five messages in a backup, nine in the database, the last of them in the log that a kill -9 has left. */
async function ground(directory) {
  const server = new Server(binary, ['--loops', '1']);
  try {
    await server.start();
    const ann = await JsonClient.connects(server.address);
    const { epoch } = await ann.enters();
    const backup = join(directory, 'a.backup'), data = join(directory, 'data');
    for (let i = 1; i <= 5; ++i) await ann.asks(ann.say(`${i}`, `${i}`));
    assert.equal((await run('backup', backup, '--data', server.data)).code, 0);
    for (let i = 6; i <= 9; ++i) await ann.asks(ann.say(`${i}`, `${i}`));
    await server.end('SIGKILL');
    cpSync(server.data, data, { recursive: true });
    return { epoch, backup, data };
  } finally {
    await server.tidy();
  }
}

/** What a server finds that starts there: {epoch, head}; all else about it is right. */
async function found(data) {
  const server = Object.assign(new Server(binary, ['--loops', '1']), {});
  rmSync(server.data, { recursive: true });
  server.data = data;
  await server.start();
  const reader = await JsonClient.connects(server.address);
  const { epoch, rooms } = await reader.enters();
  const said = (await reader.history()).map(({ text }) => text);
  assert.deepEqual(said, Array.from({ length: rooms[0].head }, (_, i) => `${i + 1}`));
  assert.equal(await server.end('SIGTERM'), 0);
  const { code, out, err } = await run('verify', '--data', data);
  assert.equal(code, 0, out + err);
  return { epoch, head: rooms[0].head };
}

for (const [what, by] of Object.entries({
  'a restore': (call, nth, data, backup) => cutOff(call, nth, data, 'restore', backup, '--data', data),
  // Whatever opens the directory takes over what lies in it: here a restore that itself comes to nothing.
  'the taking over of a backup that was copied back': (call, nth, data, backup) => {
    copyFileSync(backup, join(data, 'kotori.db'));
    return cutOff(call, nth, data, 'restore', join(data, 'kotori.db'), '--data', data);
  },
})) {
  test(`${what} that is cut off at any of its writes has happened or has not`, { timeout: 300_000, skip: cannot }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kotori-test-'));
    try {
      const { epoch, backup, data } = await ground(directory);
      const heads = [];
      for (const call of writes)
        for (let nth = 1, cut = true; cut; ++nth) {
          const trial = join(directory, `${call}-${nth}`);
          cpSync(data, trial, { recursive: true });
          cut = by(call, nth, trial, backup);
          const now = await found(trial);
          assert.ok(now.head === 9 ? now.epoch === epoch : now.head === 5 && now.epoch !== epoch, `${call} ${nth}: ${JSON.stringify(now)}`);
          if (cut) heads.push(now.head);
          rmSync(trial, { recursive: true });
        }
      assert.ok(heads.length > 20, `${heads.length} were cut off`);
      assert.ok(heads.includes(5));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}
