import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as elapsed } from 'node:timers/promises';
import { within } from '../sockets/within.mjs';
import { assertKept, fault, long } from './scene.mjs';

const seconds = long ? 10 : 3;

/** Another process that holds the database for itself until it is let go. */
async function lock(file) {
  const holder = spawn('sqlite3', [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  holder.stdin.write(".bail on\n.timeout 10000\nBEGIN EXCLUSIVE;\nSELECT 'held';\n");
  await within(20, 'the database', once(holder.stdout, 'data'));
  const ended = once(holder, 'exit');
  return () => {
    holder.stdin.end('ROLLBACK;\n');
    return ended;
  };
}

fault(`another process that locks the database for ${seconds} s stops neither pings nor pages, and changes no order`, async ({ server, storm, json }) => {
  const crowd = await storm({ devices: 4, rooms: 1 });
  const reader = await json();
  await reader.enters();
  await crowd.untilAcknowledged(50);
  const release = await lock(server.database);
  const before = crowd.acknowledged;
  const end = performance.now() + seconds * 1000;
  const pings = [];
  while (performance.now() < end) {
    pings.push(await reader.pings());
    assert.equal((await reader.asks({ type: 'history', room: 'lobby', limit: 1 })).type, 'history');
    await elapsed(10);
  }
  const meanwhile = crowd.acknowledged - before;
  await release();
  assert.ok(meanwhile < 40, `control: ${meanwhile} were acknowledged, so it was not locked`); // some were on their way
  await crowd.untilAcknowledged(crowd.acknowledged + 100);
  crowd.calms();
  assertKept(await crowd.ends(), crowd);
  const p99 = pings.sort((a, b) => a - b)[Math.floor(pings.length * 0.99)];
  assert.ok(p99 <= 50, `the p99 of ${pings.length} pings was ${p99} ms`);
});
