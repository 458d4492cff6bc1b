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
  const unacknowledged = new Map(['ann', 'bob', 'eve', 'zoe'].map((name) => [name, new Set()]));
  const cookies = new Map();
  let texts = 0;
  // A kill that finds everything answered, as on a busy machine, interrupted nothing and does not count.
  for (let interrupted = 0; interrupted < 5; ) {
    const everyone = [...unacknowledged.keys()];
    const clients = await Promise.all(everyone.map((name) => json({ cookie: cookies.get(name) })));
    await Promise.all(clients.map((client, i) => client.enters(everyone[i])));
    let count = 50 + 400 * interrupted;
    await new Promise((resolve, reject) => {
      clients.forEach((client, i) => {
        cookies.set(everyone[i], client.cookie);
        const waiting = unacknowledged.get(everyone[i]);
        const say = (text) => {
          waiting.add(text);
          client.begins(client.say(text, text)).then(({ type, seq }) => {
            assert.equal(type, 'ok');
            acknowledged.set(text, seq);
            waiting.delete(text);
            if (--count > 0) say(`text-${texts++}`);
            else resolve();
          }).catch(reject);
        };
        for (const text of waiting) say(text);
        while (waiting.size < 200) say(`text-${texts++}`);
      });
    });
    assert.equal(await server.end('SIGKILL'), null);
    for (const client of clients) await client.closed();
    if ([...unacknowledged.values()].some((waiting) => waiting.size > 0)) ++interrupted;

    await server.start();
    const reader = await json();
    const { rooms } = await reader.enters();
    const history = await reader.history();
    assert.equal(history.length, rooms[0].head);
    assert.deepEqual(problems(history, [...acknowledged]), []);
  }
});
