// Sessions are of the cluster, and end at every node.
import assert from 'node:assert/strict';
import { Client } from '../sockets/clients.mjs';
import { scene, until } from './scene.mjs';

const ends = async (node, path, cookie) => (await fetch(new URL(path, node.address), { method: 'DELETE', headers: { Cookie: cookie } })).status;

/** One visitor's sockets, at each of these nodes one of kotori.v1 and one of plain text. */
async function everywhere(nodes, json) {
  const first = await json(nodes[0]);
  const { user } = await first.enters();
  const sockets = [first];
  for (const node of nodes) {
    sockets.push(await json(node, { cookie: first.cookie }));
    assert.equal((await sockets.at(-1).enters('another')).user.id, user.id);
    sockets.push(await Client.enters(node.address, { cookie: first.cookie }));
  }
  return { sockets, user, cookie: first.cookie };
}

/** The milliseconds until the last of them was closed, each with 4501. */
async function closed(sockets, seconds) {
  const begun = performance.now();
  for (const each of sockets) assert.equal((await each.closed(seconds)).code, 4501);
  return Math.round(performance.now() - begun);
}

for (const [path, what] of [['/sessions/current', 'a session'], ['/sessions', 'all sessions of somebody']])
  scene(`${what}, ended at one node: its sockets are closed at all of them within a second`, async ({ nodes, json }) => {
    const { sockets, user, cookie } = await everywhere(nodes, json);
    const bob = await json(nodes[2]);
    await bob.enters();
    const closing = closed(sockets, 5);
    assert.equal(await ends(nodes[0], path, cookie), 204);
    const took = await closing;
    assert.ok(took <= 1000, `the last was closed after ${took} ms`);
    console.log(`# closed after ${took} ms`);
    for (const node of nodes) {
      const late = await json(node, { cookie });
      assert.notEqual((await late.enters()).user.id, user.id);
    }
    assert.equal((await bob.asks(bob.say('still here', 'c1'))).type, 'ok');
  }, { bus: 'none' });

scene('a session whose end nobody is notified of: its sockets are closed within 30 s', async ({ cluster, nodes, json }) => {
  const { sockets } = await everywhere(nodes, json);
  const closing = closed(sockets, 40);
  // Erased as the adapter does it, but for the notification.
  await cluster.postgres.ask(`WITH gone AS (DELETE FROM kotori.sessions RETURNING id)
    INSERT INTO kotori.erased_sessions SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, id FROM gone`);
  const took = await closing;
  assert.ok(took <= 32_000, `the last was closed after ${took} ms`);
  console.log(`# closed after ${took} ms`);
}, { nodes: 2, bus: 'none' });

scene('a session that is ended while the connections of a node are lost: its sockets are closed when they are back', async ({ cluster, nodes, json }) => {
  const { sockets, cookie } = await everywhere(nodes, json);
  const closing = closed(sockets, 40);
  await cluster.postgres.terminatesBackends();
  await until(async () => (await ends(nodes[0], '/sessions', cookie)) === 204, 'the first node to reach the database');
  const took = await closing;
  assert.ok(took <= 32_000, `the last was closed after ${took} ms`);
  console.log(`# closed after ${took} ms`);
}, { bus: 'none' });

scene('a session that is ended while a node does not reach the database: its sockets there are closed when it does', async ({ network, nodes, json }) => {
  const { sockets, cookie } = await everywhere(nodes, json);
  const closing = closed(sockets, 60);
  network.parts('n2', 'database');
  assert.equal(await ends(nodes[0], '/sessions', cookie), 204);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  network.heals();
  const took = await closing;
  assert.ok(took <= 10_000 + 32_000, `the last was closed after ${took} ms`);
  console.log(`# closed after ${took} ms, of which it was cut off for 10 s`);
}, { nodes: 2, bus: 'none', apart: true });

scene('while the database is out of reach nobody is recognised, and who talks goes on being here', async ({ cluster, nodes, json }) => {
  const ann = await json(nodes[0]);
  const { user } = await ann.enters();
  await cluster.postgres.end('SIGQUIT');
  const refused = await fetch(new URL('/sessions', nodes[0].address), { method: 'DELETE', headers: { Cookie: ann.cookie } });
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('retry-after'), '5');
  await assert.rejects(Client.connects(nodes[1].address, { cookie: ann.cookie }), /503/);
  assert.equal((await ann.asks(ann.say('hello?', 'c1'))).code, 'unavailable');
  await cluster.postgres.start();
  let back;
  await until(async () => {
    const visitor = await json(nodes[1], { cookie: ann.cookie }).catch(() => undefined);
    back = await visitor?.enters('back');
    return back?.type === 'welcome';
  }, 'a node to take people in again');
  assert.equal(back.user.id, user.id);
}, { nodes: 2, bus: 'none' });
