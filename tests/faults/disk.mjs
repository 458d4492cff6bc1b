import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { assertKept, assertVerified, cannot, fault, traced } from './scene.mjs';

/** Everything that is kept goes to a disk of so many MiB, in a namespace of the server's own. */
const onASmallDisk = (mebibytes) => ({ data }) => ['unshare', '-Urm', 'sh', '-c', `mount -t tmpfs -o size=${mebibytes}m none "$0" && exec "$@"`, data];

const full = (error) => error.code === 'ENOSPC';

/** Takes all the room that is left; gives what gives it back. */
function fill(server) {
  const ballast = `/proc/${server.pid}/root${server.data}/ballast`;
  for (const size of [1 << 20, 4096, 1])
    for (;;) {
      try {
        writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
      } catch (error) {
        if (!full(error)) throw error;
        break;
      }
    }
  return () => rmSync(ballast);
}

fault('a full disk is said, harms nothing that is read, and is forgotten once there is room', async ({ server, storm, json }) => {
  const crowd = await storm({ devices: 4, rooms: 1 });
  const reader = await json();
  await reader.enters();
  await crowd.untilAcknowledged(200);
  const empty = fill(server);
  const refused = () => crowd.devices.some(({ refusals }) => refusals.has('storage_full'));
  await Promise.any(crowd.devices.map((device) => device.until(refused, 'to be told that the disk is full')));
  for (let i = 0; i < 20; ++i) {
    const begun = Date.now();
    const { facts } = await reader.asks({ type: 'history', room: 'lobby', limit: 50 });
    assert.ok(facts.length > 0);
    await reader.pings();
    assert.ok(Date.now() - begun < 1000, `a page and a ping took ${Date.now() - begun} ms`);
  }
  const before = crowd.acknowledged;
  empty();
  const begun = Date.now();
  await crowd.untilAcknowledged(before + 50);
  assert.ok(Date.now() - begun < 5000, `it took ${Date.now() - begun} ms to go on`);
  crowd.calms();
  assertKept(await crowd.ends(), crowd);
  assertVerified(server.data, 'nsenter', '-U', '-m', '--preserve-credentials', '-t', `${server.pid}`);
}, { by: onASmallDisk(12), skip: cannot.mount, sound: false });

for (const [call, harm] of [['fdatasync', 'error=EIO:when=30'], ['pwrite64', 'error=EIO:when=90'], ['fdatasync', 'error=EIO:when=30+']])
  fault(`an error of the disk (${call}, ${harm}) acknowledges nothing that is not there`, async ({ server, storm }) => {
    const crowd = await storm({ devices: 4, rooms: 1 });
    await crowd.untilAcknowledged(20);
    await server.end('SIGKILL');
    server.by = traced(call, harm);
    await server.start();
    const harmed = () => crowd.devices.some(({ refusals, broken }) => refusals.has('unavailable') || broken > 1);
    await Promise.any(crowd.devices.map((device) => device.until(harmed, 'to be refused or let go')));
    await server.end('SIGKILL');
    server.by = [];
    await server.start();
    await crowd.untilAcknowledged(crowd.acknowledged + 50);
    crowd.calms();
    assertKept(await crowd.ends(), crowd);
  }, { skip: cannot.trace });
