import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Storm } from '../checker/storm.mjs';
import { JsonClient } from '../sockets/clients.mjs';
import { Cluster, missing } from './cluster.mjs';
import { Network, cannotMakeNetworks } from './network.mjs';

export const [binary = process.env.KOTORI_BINARY] = process.argv.slice(2);

/** `./run faults cluster` asks for more than every day. */
export const long = process.env.KOTORI_FAULTS === 'long';

/**
 * A test with a cluster, and with those who come to its nodes: `json(node)` is a client there, `storm` comes to all of them
 * in turn, and whoever is cut off goes to the next. `apart`: each of its machines in a network namespace, see Network.
 */
export function scene(sentence, play, { nodes = 3, bus = 'nats', front = false, apart = false, metrics = false, seconds = 120, options = ['--loops', '2'] } = {}) {
  const skip = (missing && `there is no ${missing} here`) || (apart && cannotMakeNetworks);
  test(sentence, { timeout: (long ? 10 : 1) * seconds * 1000, skip }, async () => {
    const histories = mkdtempSync(join(tmpdir(), 'kotori-cluster-histories-'));
    const network = apart ? new Network() : undefined;
    const cluster = new Cluster(binary, { count: nodes, bus, network, options, metrics });
    const guests = [];
    const cast = {
      cluster,
      network,
      nodes: cluster.nodes,
      json: async (node, options) => {
        guests.push(await JsonClient.connects(node.address, options));
        return guests.at(-1);
      },
      storm: async (options) => {
        const storm = new Storm(cluster.addresses, { histories, devices: 9, rooms: 3, count: 1e9, ...options });
        guests.push({ vanishes: () => storm.stops() });
        await storm.begins();
        return storm;
      },
    };
    try {
      await cluster.start({ front });
      await play(cast);
      for (const guest of guests) guest.vanishes();
      network?.heals();
      for (const code of await cluster.end()) assert.equal(code, 0);
      rmSync(histories, { recursive: true });
    } finally {
      for (const guest of guests) guest.vanishes();
      await cluster.tidy();
      network?.tidy();
    }
  });
}

const more = long ? 5_000 : 300;

/** Lets a crowd talk while something is done to the cluster, so many times, and judges it. */
export function disturbed(sentence, disturb, { times = 2, ...options } = {}) {
  scene(sentence, async (cast) => {
    const crowd = await cast.storm();
    await crowd.untilAcknowledged(more);
    for (let i = 0; i < (long ? 10 : 1) * times; ++i) {
      await disturb(cast, i);
      await crowd.untilAcknowledged(crowd.acknowledged + more);
    }
    crowd.calms();
    assertKept(await crowd.ends(), crowd);
  }, { seconds: 240, ...options });
}

/** The verdict of the checker, with the seed to see it again. */
export function assertKept(found, storm) {
  assert.deepEqual(found.slice(0, 10), [], `seed ${storm.seed}`);
}

/** Waits until something holds that nobody tells of. */
export async function until(holds, what, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 50)))
    assert.ok(Date.now() < end, `not within ${seconds} s: ${what}`);
}
