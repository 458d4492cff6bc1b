import assert from 'node:assert/strict';
import { mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assertKept, fault, shiftedClock } from './scene.mjs';

const hour = 3600;
const shift = join(mkdtempSync(join(tmpdir(), 'kotori-clock-')), 'shift');
writeFileSync(shift, Buffer.alloc(8));
const file = openSync(shift, 'r+');
process.on('exit', () => rmSync(dirname(shift), { recursive: true }));
const moveClock = (seconds) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(seconds));
  writeSync(file, bytes, 0, 8, 0);
};

fault('a wall clock that jumps an hour, forth and back, changes no order and ends no connection', async ({ storm, json }) => {
  const witness = await json();
  await witness.enters();
  const timeOf = async () => {
    const { seq } = await witness.asks(witness.say('what time is it?', `t${Math.random().toString(36).slice(2)}`));
    const { facts } = await witness.asks({ type: 'history', room: 'lobby', before: seq + 1, limit: 1 });
    return (facts[0].at - Date.now()) / 1000;
  };
  const crowd = await storm({ devices: 4, rooms: 1 });
  for (const jump of [hour, -hour, 0, hour, 0]) {
    moveClock(jump);
    assert.ok(Math.abs((await timeOf()) - jump) < 60, 'the clock has not moved'); // or else nothing is tested
    await crowd.untilAcknowledged(crowd.acknowledged + 100);
  }
  await witness.pings(); // it is still there
  crowd.calms();
  assertKept(await crowd.ends(), crowd);
}, { by: [`SHIFTED_CLOCK=${shift}`, `LD_PRELOAD=${shiftedClock}`], skip: !shiftedClock && 'no shifted clock was built' });
