import assert from 'node:assert/strict';
import { cpSync, renameSync, rmSync } from 'node:fs';
import { Random } from '../checker/random.mjs';
import { assertKept, fault, long } from './scene.mjs';

const kills = long ? 50 : 10;
const between = long ? [10_000, 2_000] : [60, 200]; // acknowledged before the next one: at least, and as many more by chance

fault(`kill -9 at ${kills} moments of a burst takes nothing, doubles nothing, and puts nothing out of order`, async ({ server, storm }) => {
  const crowd = await storm({ devices: long ? 20 : 8, rooms: 3 });
  const random = new Random(crowd.seed);
  for (let interrupted = 0; interrupted < kills; ) {
    await crowd.untilAcknowledged(crowd.acknowledged + between[0] + random.below(between[1]));
    if (crowd.unanswered > 0) ++interrupted; // a kill that finds everything answered interrupts nothing
    await server.end('SIGKILL');
    const begun = Date.now();
    await server.start();
    assert.ok(Date.now() - begun < 2000, `it was ready after ${Date.now() - begun} ms`);
  }
  await crowd.untilAcknowledged(crowd.acknowledged + between[0]);
  if (long) assert.ok(crowd.acknowledged >= 500_000, `${crowd.acknowledged} were acknowledged`);
  crowd.calms();
  assertKept(await crowd.ends(), crowd);
});

fault('control: a disk that has forgotten what was acknowledged is found out', async ({ server, storm }) => {
  const crowd = await storm({});
  const remembered = `${server.data}-remembered`;
  for (let kill = 0; kill < 2; ++kill) {
    await crowd.untilAcknowledged(crowd.acknowledged + 100);
    await server.end('SIGKILL');
    if (kill === 0) cpSync(server.data, remembered, { recursive: true });
    else {
      rmSync(server.data, { recursive: true });
      renameSync(remembered, server.data);
    }
    await server.start();
  }
  await crowd.untilAcknowledged(crowd.acknowledged + 50);
  crowd.calms();
  const found = await crowd.ends();
  assert.ok(found.some(({ rule }) => rule === 'durable'), JSON.stringify(found.slice(0, 3)));
}, { sound: false });
