// Nodes that come, go and change their programs while everybody talks.
import assert from 'node:assert/strict';
import { Node } from './node.mjs';
import { disturbed, scene, until } from './scene.mjs';

const readiness = (node) => fetch(new URL('/readyz', node.address)).then(({ status }) => status);

disturbed('nodes are drained and started anew, one after the other', async ({ nodes }) => {
  for (const node of nodes) {
    node.signal('SIGTERM');
    await until(async () => (await readiness(node)) === 503, 'a node that drains to say that it is not ready', 1);
    assert.equal((await node.ended)[0], 0);
    await node.start();
    assert.equal(await readiness(node), 200);
  }
}, { times: 1, options: ['--loops', '2', '--drain', '1'] });

// The next version has added to the tables what this one does not know, as its migration would: see schema.cpp.
disturbed('a node serves beside the next version, and starts beside it', async ({ cluster, nodes }) => {
  await cluster.postgres.ask(`BEGIN;
    LOCK TABLE kotori.log IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE kotori.rooms ADD COLUMN later bigint NOT NULL DEFAULT 7;
    ALTER TABLE kotori.facts ADD COLUMN later text;
    CREATE TABLE kotori.later (room bigint PRIMARY KEY);
    UPDATE kotori.schema SET version = version + 1;
    COMMIT`);
  for (const node of nodes.slice(1)) {
    assert.equal(await node.end('SIGTERM'), 0);
    await node.start();
  }
}, { times: 1 });

scene('a node whose program the tables no longer serve says so, and the others go on', async ({ cluster, nodes, json }) => {
  const ann = await json(nodes[0]);
  await ann.enters();
  await cluster.postgres.ask('UPDATE kotori.schema SET version = version + 2, serves = version + 2');
  await nodes[1].end('SIGTERM');
  await assert.rejects(nodes[1].start(), /ended with 1 .*\n.*it was made by a newer kotori/s);
  assert.equal((await ann.asks(ann.say('still here', 'c1'))).type, 'ok');
}, { nodes: 2 });

scene('a second process under the name of a node takes its place', async ({ cluster, nodes, json }) => {
  const first = await json(nodes[0]);
  const { user } = await first.enters();
  const second = new Node(cluster.binary, nodes[0].name, { database: cluster.postgres.url, bus: cluster.nats.url });
  try {
    await second.start();
    const [code] = await nodes[0].ended;
    assert.equal(code, 1);
    const back = await json(second, { cookie: first.cookie });
    assert.equal((await back.enters()).user.id, user.id);
    assert.equal((await back.asks(back.say('here I am', 'c1'))).type, 'ok');
  } finally {
    await second.tidy();
  }
}, { nodes: 2 });
