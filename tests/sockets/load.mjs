import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { binary, scene } from './scene.mjs';
import { EchoServer } from './echo_scene.mjs';
import { run, runWithFiles } from './program.mjs';

const { WebSocketServer } = createRequire(new URL('../../web/package.json', import.meta.url))('ws');
const short = (flags) => ['--warm-up', '0.1', '--json', '-', ...(flags.includes('--seconds') ? [] : ['--seconds', '0.3']), ...flags];

async function bench(work, address, ...flags) {
  const { code, out, err } = await run('bench', work, '--url', new URL('/chat', address.replace('http', 'ws')).href, ...short(flags));
  return { code, err, report: out && JSON.parse(out) };
}

/** A room that somebody else wrote: `deliver(message, to, count)` sends the count-th message to one of its members. */
async function withRoom(deliver, play, options = {}) {
  const room = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  await once(room, 'listening');
  let count = 0;
  room.on('connection', (socket) =>
    socket.on('message', (data) => {
      ++count;
      for (const member of room.clients) deliver(`${data}`, member, count);
    }));
  try {
    await play(`ws://127.0.0.1:${room.address().port}`);
  } finally {
    for (const member of room.clients) member.terminate();
    room.close();
  }
}

scene('bench measures the chat in plain text, in its own protocol and against its history', async ({ server }) => {
  for (const work of ['broadcast', 'chat', 'durable']) {
    const { code, report } = await bench(work, server.address, '--connections', '5', '--senders', '3', '--pid', `${server.pid}`);
    assert.equal(code, 0, work);
    assert.equal(report.work, work);
    assert.ok(report.said > 0);
    assert.equal(report.expected, report.said * 5);
    assert.equal(report.heard, report.expected);
    assert.ok(report.delivery.p50_ms > 0 && report.delivery.p50_ms <= report.delivery.max_ms);
    assert.ok(report.server_cpu_us > 0 && report.server_resident_bytes > 1e6);
    assert.equal(report.answer !== undefined, work !== 'broadcast');
    if (work === 'durable') assert.ok(report.acknowledged > 0 && report.acknowledged_and_missing === 0);
  }
});

scene('bench measures rooms, pages of history, and those who come back to what they missed', async ({ server }) => {
  const rooms = await bench('durable', server.address, '--connections', '5', '--senders', '5', '--rooms', '2', '--window', '2');
  assert.equal(rooms.code, 0);
  assert.ok(rooms.report.acknowledged > 0 && rooms.report.acknowledged_and_missing === 0);
  assert.ok(rooms.report.acknowledged_per_second > 0 && rooms.report.expected < rooms.report.said * 5);
  assert.equal((await bench('durable', server.address)).code, 0);
  const pages = await bench('pages', server.address, '--connections', '2');
  assert.equal(pages.code, 0);
  assert.ok(pages.report.pages > 0 && pages.report.facts_of_a_page > 1 && pages.report.facts_of_a_page <= 50);
  assert.ok(pages.report.at_server.p50_ms <= pages.report.answer.p50_ms);
  const resume = await bench('resume', server.address, '--connections', '20', '--missed', '30', '--window', '10');
  assert.equal(resume.code, 0);
  assert.deepEqual([resume.report.heard, resume.report.expected], [600, 600]);
});

scene('bench measures connections that are there, and those that come and go', async ({ server }) => {
  const idle = await bench('idle', server.address, '--connections', '50', '--pid', `${server.pid}`);
  assert.equal(idle.code, 0);
  assert.equal(typeof idle.report.server_bytes, 'number');
  const connect = await bench('connect', server.address, '--window', '4', '--source-addresses', '10');
  assert.equal(connect.code, 0);
  assert.ok(connect.report.connections > 0 && connect.report.opening.p50_ms > 0);
});

test('bench holds more connections than one process may, over servers that share a port, and counts both ends', async () => {
  const servers = [new EchoServer(binary, ['--loops', '2', '--share-port'])];
  try {
    await servers[0].start();
    servers.push(new EchoServer(binary, ['--loops', '2', '--share-port'], servers[0].port));
    await servers[1].start();
    const url = servers[0].address;
    const { code, out } = await runWithFiles(200, 'bench', 'idle', '--url', url,
      ...short(['--connections', '400', '--source-addresses', '3', ...servers.flatMap(({ pid }) => ['--pid', `${pid}`])]));
    assert.equal(code, 0);
    const { client_processes, census } = JSON.parse(out);
    assert.equal(client_processes, 3);
    assert.deepEqual([census.client_ends, census.server_ends, census.source_addresses], [400, 400, 3]);
    assert.deepEqual([census.by_process.length, census.by_loop.length], [2, 4]);
    assert.ok(Math.min(...census.by_loop) > 40, `spread over loops as ${census.by_loop}`);
    for (const server of servers) assert.equal(await server.end('SIGTERM'), 0);
  } finally {
    for (const server of servers) await server.tidy();
  }
});

test('bench measures an echo on several loops, also of large messages', async () => {
  const server = new EchoServer(binary, ['--loops', '3']);
  try {
    await server.start();
    for (const size of ['128', '100000']) {
      const { code, out } = await run('bench', 'echo', '--url', server.address, ...short(['--connections', '20', '--window', '4', '--size', size]));
      assert.equal(code, 0);
      const { heard, expected } = JSON.parse(out);
      assert.ok(heard > 0 && heard === expected);
    }
    assert.equal(await server.end('SIGTERM'), 0);
  } finally {
    await server.tidy();
  }
});

test('bench measures a server that somebody else wrote, with a template, by the clock', async () => {
  await withRoom((message, member) => member.send(message), async (address) => {
    const { code, report } = await bench('broadcast', address, '--connections', '4', '--senders', '2', '--rate', '100',
      '--template', '{"op":"talk","body":"{text}","nonce":"{id}"}', '--size', '64');
    assert.equal(code, 0);
    assert.ok(report.per_second > 200 && report.per_second < 600, `${report.per_second} of 400 a second`);
  });
});

test('bench hears what is compressed, and is not content with a server that does not', async () => {
  const deliver = (message, member) => member.send(message);
  const flags = ['--connections', '4', '--senders', '2', '--compress'];
  await withRoom(deliver, async (address) => {
    const { code, report } = await bench('broadcast', address, ...flags, '--template', `${'long and dull '.repeat(100)}{text}`);
    assert.equal(code, 0);
    assert.ok(report.heard > 0 && report.heard === report.expected);
  }, { perMessageDeflate: true });
  await withRoom(deliver, async (address) => {
    const { code, err } = await bench('broadcast', address, ...flags);
    assert.notEqual(code, 0);
    assert.match(err, /does not compress/);
  });
});

test('bench notices what is lost', async () => {
  await withRoom((message, member, count) => count % 10 === 0 || member.send(message), async (address) => {
    const { code, report } = await bench('broadcast', address, '--connections', '2', '--rate', '500');
    assert.equal(code, 1);
    assert.ok(report.heard < report.expected);
  });
});

test('bench notices what is doubled', async () => {
  const twice = (message, member, count) => {
    member.send(message);
    if (count % 10 === 0) member.send(message);
  };
  await withRoom(twice, async (address) => {
    const { code, report } = await bench('broadcast', address, '--connections', '2', '--rate', '500');
    assert.equal(code, 1);
    assert.ok(report.doubled > 0);
  });
});

test('bench stalls readers, and says whether the server ends them', async () => {
  // More than a system keeps for a reader that does not come, also if the machine manages but a fifth of it.
  const flood = ['--connections', '2', '--stalled', '3', '--size', '60000', '--rate', '1000', '--seconds', '1'];
  const patient = (message, member) => member.send(message);
  const strict = (message, member) => (member.bufferedAmount < 1e5 ? member.send(message) : member.terminate());
  for (const [deliver, ended] of [[patient, 0], [strict, 3]])
    await withRoom(deliver, async (address) => {
      const { code, report } = await bench('broadcast', address, ...flood);
      assert.deepEqual([code, report.stalled, report.stalled_ended], [0, 3, ended]);
    });
});

test('bench says when there is nobody to measure', async () => {
  const { code, err, report } = await bench('echo', 'ws://127.0.0.1:1');
  assert.deepEqual([code, report], [1, '']);
  assert.match(err, /cannot connect to 127\.0\.0\.1:1: Connection refused\n$/);
});
