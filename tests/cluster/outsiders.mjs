// Somebody who is none of the nodes speaks on the bus.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { assertKept, scene } from './scene.mjs';

const longest = 64 * 1024; // that a node opens

/** A client of NATS that hears everything, and says what it likes. */
class Outsider {
  heard = [];
  #socket;
  #rest = Buffer.alloc(0);

  static async comes(url) {
    const { hostname, port, username } = new URL(url);
    const outsider = new this();
    outsider.#socket = connect(Number(port), hostname);
    await once(outsider.#socket, 'connect');
    outsider.#socket.on('error', () => {}).on('data', (bytes) => outsider.#reads(bytes));
    outsider.#socket.write(`CONNECT ${JSON.stringify({ auth_token: username, verbose: false, echo: false })}\r\nSUB > 1\r\n`);
    return outsider;
  }

  says(subject, bytes) {
    this.#socket.write(`PUB ${subject} ${bytes.length}\r\n`);
    this.#socket.write(bytes);
    this.#socket.write('\r\n');
  }

  leaves() {
    this.#socket.destroy();
  }

  #reads(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let end; (end = this.#rest.indexOf('\r\n')) >= 0; ) {
      const line = `${this.#rest.subarray(0, end)}`;
      let used = end + 2;
      const [, subject, size] = line.match(/^MSG (\S+) \S+ (\d+)$/) ?? [];
      if (subject) {
        used += Number(size) + 2;
        if (this.#rest.length < used) return;
        if (this.heard.length < 2_000) this.heard.push({ subject, bytes: Buffer.from(this.#rest.subarray(end + 2, used - 2)) });
      } else if (line === 'PING') {
        this.#socket.write('PONG\r\n');
      }
      this.#rest = this.#rest.subarray(used);
    }
  }
}

function changed(bytes) {
  const copy = Buffer.from(bytes);
  copy[(copy.length * 7) >> 3] ^= 1;
  return copy;
}

/** Everything that somebody without the key can make of a message. */
function* lies({ subject, bytes }, elsewhere) {
  yield [subject, bytes];
  yield [elsewhere, bytes];
  yield [subject, changed(bytes)];
  yield [subject, bytes.subarray(0, bytes.length >> 1)];
  yield [subject, Buffer.concat([bytes, bytes])];
  yield [subject, randomBytes(bytes.length)];
  yield [subject, Buffer.alloc(0)];
  yield [subject, Buffer.from(JSON.stringify({ node: 'n1', life: 9, count: 9, news: { type: 'hint', room: 'lobby', seq: 1e9 } }))];
}

/** How much the nodes have not believed, by why. */
async function dropped(nodes) {
  const sums = { forged: 0, replayed: 0, too_large: 0 };
  for (const { metrics } of nodes) {
    const page = await (await fetch(metrics)).text();
    for (const why in sums) sums[why] += Number(page.match(new RegExp(`^kotori_bus_messages_dropped_total\\{reason="${why}"\\} (\\d+)$`, 'm'))[1]);
  }
  return sums;
}

scene('what somebody else says on the bus is not believed', async ({ cluster, nodes, storm }) => {
  const outsider = await Outsider.comes(cluster.nats.url);
  try {
    const crowd = await storm();
    await crowd.untilAcknowledged(200);
    assert.deepEqual(await dropped(nodes), { forged: 0, replayed: 0, too_large: 0 });
    let told = 0;
    for (let round = 0; round < 5; ++round) {
      const caught = outsider.heard.splice(0);
      assert.ok(caught.length > 10, `${caught.length} were caught`);
      for (const [i, each] of caught.entries()) {
        for (const [subject, bytes] of lies(each, caught[(i + 1) % caught.length].subject)) {
          outsider.says(subject, bytes);
          ++told;
        }
      }
      outsider.says(caught[0].subject, randomBytes(longest + 1));
      await crowd.untilAcknowledged(crowd.acknowledged + 100);
    }
    crowd.calms();
    assertKept(await crowd.ends(), crowd);
    const counts = await dropped(nodes);
    console.log(`# ${told} lies: ${JSON.stringify(counts)}`);
    assert.ok(counts.forged > told / 4 && counts.replayed > 0 && counts.too_large > 0, JSON.stringify(counts));
  } finally {
    outsider.leaves();
  }
}, { metrics: true });
