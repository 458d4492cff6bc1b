import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Storm } from './storm.mjs';
import { ordinarily } from './talker.mjs';
import { ToyServer } from './toy_server.mjs';

async function judged(faults, weights) {
  const histories = mkdtempSync(join(tmpdir(), 'kotori-checker-'));
  const server = new ToyServer(faults);
  await server.start();
  const storm = new Storm(server.address, { histories, devices: 8, rooms: 2, count: 150, weights, seed: 7 });
  try {
    await storm.begins();
    return await storm.ends();
  } finally {
    storm.stops();
    server.stop();
    rmSync(histories, { recursive: true });
  }
}

test('a server that keeps its promises is found to keep them', async () => {
  assert.deepEqual(await judged({}), []);
});

// Who comes and goes is told apart by few facts, so that those who are looked for there leave often.
const restless = { ...ordinarily, leave: 60, join: 120 };

for (const [fault, rule, weights] of [
  ['losesAcknowledged', 'durable'],
  ['keepsTwice', 'exactly once'],
  ['forgetsRepeats', 'exactly once'],
  ['skipsFacts', 'ordered'],
  ['resumesTooLate', 'ordered'],
  ['tellsOtherwise', 'agreed'],
  ['miscountsReplies', 'agreed'],
  ['tellsStrangers', 'private'],
  ['keepsWhoLeft', 'private', restless],
])
  test(`a server that ${fault.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} is found out`, async () => {
    const found = await judged({ [fault]: true }, weights);
    assert.ok(found.some((each) => each.rule === rule), JSON.stringify(found.slice(0, 5)));
  });
