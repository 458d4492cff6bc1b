// What a node holds does not grow with what it has been through.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { assertKept, long, scene } from './scene.mjs';

const rounds = long ? 100 : 6;

/** What a process of Linux holds: descriptors, threads, and KiB of memory. */
function holdings(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, memory] = status.match(/^VmRSS:\s+(\d+) kB$/m);
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, threads: readdirSync(`/proc/${pid}/task`).length, memory: Number(memory) };
}

scene(`after ${rounds} losses of the database and the bus a node holds what it held after the second`, async ({ cluster, nodes, storm }) => {
  const crowd = await storm();
  const disturb = async () => {
    await cluster.postgres.terminatesBackends();
    await cluster.nats.end('SIGKILL');
    await cluster.nats.start();
    await crowd.untilAcknowledged(crowd.acknowledged + 300);
  };
  for (let i = 0; i < 2; ++i) await disturb();
  const before = nodes.map(({ pid }) => holdings(pid));
  for (let i = 2; i < rounds; ++i) await disturb();
  const after = nodes.map(({ pid }) => holdings(pid));
  console.log(`# ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
  for (const [i, { descriptors, threads, memory }] of after.entries()) {
    assert.ok(threads <= before[i].threads + 1, `threads: ${before[i].threads} -> ${threads}`);
    assert.ok(descriptors <= before[i].descriptors + crowd.devices.length, `descriptors: ${before[i].descriptors} -> ${descriptors}`);
    assert.ok(memory <= before[i].memory * 1.5 + 16 * 1024, `memory: ${before[i].memory} -> ${memory} KiB`);
  }
  crowd.calms();
  assertKept(await crowd.ends(), crowd);
}, { seconds: 240 });
