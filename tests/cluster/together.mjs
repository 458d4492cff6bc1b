// Several nodes are one chat.
import assert from 'node:assert/strict';
import { assertKept, scene, until } from './scene.mjs';
import { freePort } from './service.mjs';

for (const bus of ['nats', 'postgres', 'none'])
  scene(`what is said at one node is heard at the others, with ${bus} between them`, async ({ nodes, json }) => {
    const [ann, bob, eve] = [await json(nodes[0]), await json(nodes[1]), await json(nodes[2])];
    for (const each of [ann, bob, eve]) assert.equal((await each.enters()).type, 'welcome');
    const { seq } = await ann.asks(ann.say('hello from the first', 'c1'));
    for (const each of [ann, bob, eve]) assert.deepEqual({ text: 'hello from the first', seq }, pick(await each.hearsOf('said')));
    assert.equal((await bob.asks(bob.say('and from the second', 'c1'))).seq, seq + 1);
    for (const each of [ann, bob, eve]) assert.deepEqual({ text: 'and from the second', seq: seq + 1 }, pick(await each.hearsOf('said')));
  }, { bus, options: ['--loops', '1'] });

scene('who is here, who writes and who has read is known at every node', async ({ nodes, json }) => {
  const ann = await json(nodes[0]);
  const { user } = await ann.enters();
  const bob = await json(nodes[1]);
  await bob.enters();
  const bobs = (await ann.hearsOf('here')).user;
  assert.notEqual(bobs.id, user.id);
  bob.begins({ type: 'typing', room: 'lobby' });
  assert.equal((await ann.hearsOf('typing')).users[0].id, bobs.id);
  const phone = await json(nodes[2], { cookie: ann.cookie });
  assert.equal((await phone.enters('phone')).user.id, user.id);
  const { seq } = await ann.asks(ann.say('read this', 'c1'));
  ann.begins({ type: 'read', room: 'lobby', seq });
  assert.equal((await phone.hearsOf('read')).seq, seq);
  bob.vanishes();
  assert.equal((await ann.hearsOf('gone')).user.id, bobs.id);
});

scene('a storm over three nodes is one order everywhere', async ({ storm }) => {
  const crowd = await storm({ count: 200 });
  assertKept(await crowd.ends(), crowd);
  assert.ok(crowd.acknowledged > 1000, `${crowd.acknowledged} were acknowledged`);
});

for (const bus of ['nats', 'none'])
  scene(`what a node knows of the others is told to Prometheus, with ${bus} between them`, async ({ cluster, nodes, json }) => {
    const port = await freePort();
    cluster.options = [...cluster.options, '--metrics', `127.0.0.1:${port}`];
    const [ann, bob] = [await json(nodes[0]), await json(await cluster.addNode('n2'))];
    for (const each of [ann, bob]) assert.equal((await each.enters()).type, 'welcome');
    await ann.asks(ann.say('hello', 'c1'));
    await bob.hearsOf('said');
    const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(page, /^kotori_log_reachable 1$/m);
    assert.match(page, /^kotori_nodes [12]$/m);
    assert.match(page, bus === 'none' ? /^kotori_room_holes_filled_total [1-9]/m : /^kotori_bus_connected 1$/m);
    assert.equal(/^kotori_bus_messages_heard_total [1-9]/m.test(page), bus !== 'none');
    assert.equal(/^kotori_bus_messages_dropped_total\{reason="forged"\} 0$/m.test(page), bus !== 'none');
  }, { bus, nodes: 1 });

scene('who comes by way of the front is served by a node that is ready', async ({ cluster, nodes }) => {
  const ask = () => fetch(new URL('/readyz', cluster.front.address)).then(({ status }) => status, () => 0);
  await until(async () => (await ask()) === 200, 'the front to find a node');
  await nodes[0].end('SIGTERM');
  await nodes[1].end('SIGKILL');
  await until(async () => (await ask()) === 200, 'the front to find the last');
}, { front: true });

const pick = ({ text, seq }) => ({ text, seq });
