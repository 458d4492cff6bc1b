// What breaks between the nodes, or under them, and what must hold all the same.
import assert from 'node:assert/strict';
import { Random } from '../checker/random.mjs';
import { JsonClient } from '../sockets/clients.mjs';
import { assertKept, disturbed, long, scene, until } from './scene.mjs';

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Six seconds; before a release from five to sixty. */
const aWhile = () => pause(long ? 5_000 + 55_000 * Math.random() : 6_000);
disturbed('PostgreSQL is killed and started again', async ({ cluster }) => {
  await cluster.postgres.end('SIGQUIT');
  await cluster.postgres.start();
});

disturbed('all connections to PostgreSQL are ended', ({ cluster }) => cluster.postgres.terminatesBackends(), { times: 4 });

disturbed('PostgreSQL takes no writes for two seconds', async ({ cluster, nodes }) => {
  await cluster.postgres.isReadOnly(true);
  await cluster.postgres.terminatesBackends();
  await until(async () => (await fetch(new URL('/readyz', nodes[0].address))).status === 503, 'a node to say that it is not ready');
  await pause(2000);
  await cluster.postgres.isReadOnly(false);
});

disturbed('NATS is killed and started again', async ({ cluster }) => {
  await cluster.nats.end('SIGKILL');
  await pause(500);
  await cluster.nats.start();
});

disturbed('NATS stands still for six seconds', async ({ cluster }) => {
  cluster.nats.signal('SIGSTOP');
  await aWhile();
  cluster.nats.signal('SIGCONT');
}, { times: 1 });

disturbed('the bus carries two kilobytes a second', async ({ network }) => {
  network.slows('bus', '16kbit');
  await aWhile();
  network.heals();
}, { times: 1, apart: true });

disturbed('a node is killed and comes back', async ({ nodes }, i) => {
  const node = nodes[i % nodes.length];
  await node.end('SIGKILL');
  await node.start();
}, { times: 3 });

for (const [one, other, what] of [
  ['n1', 'database', 'a node and its database'],
  ['n1', 'bus', 'a node and the bus'],
]) {
  disturbed(`${what} do not reach each other`, async ({ network }) => {
    network.parts(one, other);
    await aWhile();
    network.heals();
  }, { times: 1, apart: true });

  disturbed(`${what}: what one says is lost, and not what the other says`, async ({ network }, i) => {
    network.loses(...(i % 2 === 0 ? [one, other] : [other, one]));
    await aWhile();
    network.heals();
  }, { times: 2, apart: true });
}

disturbed('all of it at random', async (cast, i) => {
  const { cluster, network, nodes } = cast;
  const random = new Random(i + 7);
  const node = random.of(nodes);
  const harms = [
    () => cluster.postgres.terminatesBackends(),
    async () => { await cluster.nats.end('SIGKILL'); await cluster.nats.start(); },
    async () => { await node.end('SIGKILL'); await node.start(); },
    async () => { network.parts(node.name, 'database'); await pause(1000 + random.below(4000)); network.heals(); },
    async () => { network.loses(node.name, 'bus'); await pause(1000 + random.below(4000)); network.heals(); },
    async () => { network.slows(random.of(['bus', 'database', node.name]), '256kbit'); await pause(1000 + random.below(4000)); network.heals(); },
    async () => { await cluster.postgres.end('SIGQUIT'); await cluster.postgres.start(); },
  ];
  await random.of(harms)();
}, { times: 6, apart: true, seconds: 400 });

scene('one of three nodes is killed: its people are back with the others, and no ghost stays', async ({ nodes, json }) => {
  const watcher = await json(nodes[1]);
  await watcher.enters();
  const lost = await json(nodes[0]);
  const { user } = await lost.enters();
  assert.equal((await watcher.hearsOf('here')).user.id, user.id);
  const killed = Date.now();
  await nodes[0].end('SIGKILL');
  const back = await JsonClient.connects(nodes[2].address, { cookie: lost.cookie });
  assert.equal((await back.enters()).user.id, user.id);
  back.vanishes();
  let gone;
  await until(() => (gone ??= watcher.heard.take().find(({ type }) => type === 'gone')), 'the ghost to go', 45);
  assert.equal(gone.user.id, user.id);
  console.log(`# gone after ${Date.now() - killed} ms`);
});

scene('control: a database that has forgotten what was acknowledged is found out', async ({ cluster, storm }) => {
  const crowd = await storm();
  await crowd.untilAcknowledged(200);
  await cluster.postgres.ask('ALTER TABLE kotori.facts DISABLE TRIGGER ALL; DELETE FROM kotori.facts WHERE seq = 20');
  await crowd.untilAcknowledged(crowd.acknowledged + 100);
  crowd.calms();
  const found = await crowd.ends();
  assert.ok(found.some(({ rule }) => rule === 'durable' || rule === 'ordered'), JSON.stringify(found.slice(0, 3)));
});
