import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fault } from './scene.mjs';

const count = 1_000_000;

fault(`on ${count} messages it is ready within 2 s`, async ({ server, json }) => {
  const ann = await json();
  await ann.enters();
  await ann.asks(ann.say('the first', 'c0'));
  assert.equal(await server.end('SIGTERM'), 0);
  execFileSync('sqlite3', [server.database], {
    input: `PRAGMA synchronous = OFF; BEGIN;
      INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body)
        WITH RECURSIVE counted (n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM counted WHERE n < ${count})
        SELECT room, n, kind, at, author, device, 'c' || n, name, 'message ' || n FROM counted, facts WHERE seq = 1 AND client_id = 'c0';
      UPDATE rooms SET head = ${count} WHERE name = 'lobby'; COMMIT;`,
  });
  const begun = performance.now();
  await server.start();
  const { rooms } = await (await json({ cookie: ann.cookie })).enters();
  const took = performance.now() - begun;
  assert.equal(rooms[0].head, count);
  assert.ok(took < 2000, `it took ${took} ms`);
}, { sound: false });
