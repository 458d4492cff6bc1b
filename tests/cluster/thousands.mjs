// A node dies under very many people.
import assert from 'node:assert/strict';
import { within } from '../sockets/within.mjs';
import { Crowd } from './crowd.mjs';
import { long, scene, until } from './scene.mjs';

const people = long ? 3_000 : 300;
const gone = people / 30; // of those whose node dies, those who do not come back

/** Says something every fifth of a second, at one node, until it is stopped. */
async function speaks(client) {
  let going = true;
  const said = (async () => {
    let last;
    for (let i = 0; going; ++i) {
      last = (await client.asks(client.say(`${i} 小鳥`, `c${i}`))).seq;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return last;
  })();
  return async () => {
    going = false;
    return said;
  };
}

/** How many are in the lobby, as a node tells who comes there. */
async function present(json, node) {
  const visitor = await json(node);
  await visitor.enters();
  const { count } = await visitor.hearsOf('caught_up');
  await visitor.leaves();
  return count - 1;
}

scene(`a node with a third of ${people} people is killed: all are back with the others within 10 s, have missed nothing, and nobody stays who has gone`, async ({ cluster, nodes, json }) => {
  const speaker = await json(nodes[1]);
  await speaker.enters();
  const crowd = new Crowd(cluster.addresses, people);
  try {
    await crowd.comes();
    await until(async () => (await present(json, nodes[2])) === people + 1, 'everyone to be known everywhere');
    const endsSpeaking = await speaks(speaker);
    const lost = crowd.at(nodes[0]);
    assert.equal(lost.length, people / 3);

    const killed = performance.now();
    for (const person of lost.slice(0, gone)) person.leaves();
    crowd.people = crowd.people.filter((person) => !lost.slice(0, gone).includes(person));
    await nodes[0].end('SIGKILL');
    await within(60, 'all of them to be back', (async () => {
      while (crowd.away.length < people / 3 - gone) await new Promise((resolve) => setTimeout(resolve, 50));
    })());
    const away = crowd.away.toSorted((a, b) => a - b);
    const p99 = away[Math.ceil(away.length * 0.99) - 1];
    console.log(`# back: p50 ${away[away.length >> 1].toFixed()} ms, p99 ${p99.toFixed()} ms, last ${away.at(-1).toFixed()} ms`);
    assert.ok(p99 < 10_000, `p99 is ${p99} ms`);

    await crowd.hears(await endsSpeaking(), 30);
    assert.deepEqual(crowd.wrong, []);
    await until(async () => (await present(json, nodes[2])) === people - gone + 1, 'those who have gone to be gone', 45);
    assert.ok(performance.now() - killed < 60_000);
  } finally {
    crowd.leaves();
  }
}, { seconds: 180 });

scene('control: who knows no other node does not come back', async ({ cluster, nodes, json }) => {
  const speaker = await json(nodes[1]);
  await speaker.enters();
  const crowd = new Crowd([nodes[0].address], 30);
  try {
    await crowd.comes();
    await nodes[0].end('SIGKILL');
    const { seq } = await speaker.asks(speaker.say('who hears me', 'c1'));
    await assert.rejects(crowd.hears(seq, 3), /to hear/);
    assert.equal(crowd.away.length, 0);
  } finally {
    crowd.leaves();
  }
}, { nodes: 2 });
