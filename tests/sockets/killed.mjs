import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problems } from './checker.mjs';
import { scene } from './scene.mjs';

test('the checker finds a loss, a double, a hole and a change of places', () => {
  const history = ['a', 'b', 'c'].map((text, i) => ({ seq: i + 1, text }));
  const acknowledged = [['a', 1], ['b', 2], ['c', 3]];
  assert.deepEqual(problems(history, acknowledged), []);
  assert.deepEqual(problems([...history, { seq: 4, text: 'not acknowledged' }], acknowledged), []);
  assert.deepEqual(problems(history.slice(0, 2), acknowledged), ['c was acknowledged and is lost']);
  assert.deepEqual(problems([...history, { seq: 4, text: 'c' }], []), ['c is there twice']);
  assert.deepEqual(problems([history[0], history[2]], [['a', 1]]), ['at place 2 stands seq 3']);
  const [a, b, c] = history;
  assert.equal(problems([a, { ...b, text: 'c' }, { ...c, text: 'b' }], acknowledged).length, 2);
});

scene('kill -9 in a burst takes nothing that was acknowledged, and doubles nothing', async ({ server, json }) => {
  const acknowledged = new Map();
  const unacknowledged = new Map(['ann', 'bob', 'eve', 'zoe'].map((name) => [name, []]));
  const cookies = new Map();
  for (let round = 0; round < 5; ++round) {
    const everyone = [...unacknowledged.keys()];
    const clients = await Promise.all(everyone.map((name) => json({ cookie: cookies.get(name) })));
    await Promise.all(clients.map((client, i) => client.enters(everyone[i])));
    const enough = 50 + 40 * round;
    let count = 0;
    await new Promise((resolve) => {
      clients.forEach((client, i) => {
        const name = everyone[i];
        cookies.set(name, client.cookie);
        const fresh = Array.from({ length: 200 }, (_, n) => `${name}-${round}-${n}`);
        unacknowledged.set(name, [...unacknowledged.get(name), ...fresh]);
        for (const text of unacknowledged.get(name))
          client.begins(client.say(text, text)).then(({ type, seq }) => {
            assert.equal(type, 'ok');
            acknowledged.set(text, seq);
            if (++count === enough) resolve();
          });
      });
    });
    assert.equal(await server.end('SIGKILL'), null);
    for (const client of clients) await client.closed();
    for (const [name, texts] of unacknowledged) unacknowledged.set(name, texts.filter((text) => !acknowledged.has(text)));
    assert.notEqual([...unacknowledged.values()].flat().length, 0, 'the kill came too late to interrupt anything');

    await server.start();
    const reader = await json();
    const { rooms } = await reader.enters();
    const history = await reader.history();
    assert.equal(history.length, rooms[0].head);
    assert.ok(acknowledged.size >= enough);
    assert.deepEqual(problems(history, [...acknowledged]), []);
  }
});
