import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { cannot, fault, long } from './scene.mjs';

const count = long ? 10_000 : 1_000;
const atOnce = 10;
const log = join(tmpdir(), `kotori-trace-${process.pid}`);
const tracing = ['strace', '-f', '-y', '-s', '1048576', '-qqq', '-o', log, '-E', `ASAN_OPTIONS=${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0`,
  '-e', 'trace=pwrite64,fdatasync,sendmsg,sendto,write,writev'];

/**
 * The calls of a trace in the order in which they began and ended: {begins: true, call, ...} when arguments are known, {ends: true} when it
 * returned; a call that nothing interrupted does both on one line.
 */
function* stepsOf(lines) {
  const unfinished = new Map();
  for (const line of lines) {
    const [, thread, rest] = line.match(/^(\d+) +(.*)$/) ?? [];
    const resumed = rest?.match(/^<\.\.\. (\w+) resumed>/);
    if (resumed) {
      yield { ...unfinished.get(thread), ends: true };
    } else if (rest) {
      const step = { call: rest.match(/^\w+/)?.[0], text: rest };
      yield { ...step, begins: true };
      if (rest.endsWith('<unfinished ...>')) unfinished.set(thread, step);
      else yield { ...step, ends: true };
    }
  }
}

/** Which messages were acknowledged before the row with their token had been written to the WAL and the WAL synced after that. */
function acknowledgedTooEarly(lines) {
  const written = new Set(); // in the WAL
  const syncing = new Set(); // among them those that were there when the sync began
  const safe = new Set();
  const early = new Set();
  const acknowledged = new Set();
  for (const { call, text, begins, ends } of stepsOf(lines)) {
    const tokens = () => [...text.matchAll(/token-\d+-/g)].map(([token]) => token);
    if (call === 'pwrite64' && ends && text.includes('-wal>')) for (const token of tokens()) written.add(token);
    if (call === 'fdatasync' && text.includes('-wal>')) {
      if (begins) for (const token of written) syncing.add(token);
      if (ends) for (const token of syncing) safe.add(token);
    }
    if (!begins || !/^(send|write)/.test(call)) continue;
    for (const [, id] of text.matchAll(/\{\\"type\\":\\"ok\\",\\"id\\":\\"(\d+)/g)) {
      acknowledged.add(id);
      if (!safe.has(`token-${id}-`)) early.add(id);
    }
  }
  return { acknowledged: acknowledged.size, early: early.size };
}

fault(`each of ${count} acknowledgements leaves after the sync that follows its row`, async ({ server, json }) => {
  const ann = await json();
  await ann.enters();
  for (let next = 1; next <= count; next += atOnce) {
    const tokens = Array.from({ length: atOnce }, (_, i) => `token-${next + i}-`); // hello had the id 0
    for (const { type } of await Promise.all(tokens.map((token) => ann.begins(ann.say(token, token))))) assert.equal(type, 'ok');
  }
  await server.end('SIGTERM');
  const lines = readFileSync(log, 'utf8').split('\n');
  rmSync(log);
  assert.deepEqual(acknowledgedTooEarly(lines), { acknowledged: count, early: 0 });

  // Control: the same trace with its syncs too late is found out.
  const isSync = (line) => line.includes('fdatasync');
  const late = [...lines.filter((line) => !isSync(line)), ...lines.filter(isSync)];
  assert.equal(acknowledgedTooEarly(late).early, count);
}, { by: tracing, skip: cannot.trace });
