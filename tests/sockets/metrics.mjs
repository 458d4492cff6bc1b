// What the chat tells Prometheus, and where it does not.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { run } from './program.mjs';
import { scene } from './scene.mjs';

/** A port that is free, or was a moment ago. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  return port;
}

const port = await freePort();
const metrics = `http://127.0.0.1:${port}/metrics`;

scene('metrics are told on a port of their own, and only there', async ({ server, json }) => {
  const [ann, bob] = [await json(), await json()];
  assert.equal((await fetch(new URL('/healthz', server.address))).status, 200);
  assert.equal((await fetch(new URL('/metrics', server.address))).status, 404);
  assert.equal((await fetch(new URL('/healthz', metrics))).status, 404);
  const page = await fetch(metrics);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const text = await page.text();
  assert.match(text, /^kotori_websockets 2$/m);
  assert.match(text, /^kotori_http_requests_total\{route="\/chat",method="GET",status="1xx"\} 2$/m);
  assert.match(text, /^kotori_http_requests_total\{route="\/healthz",method="GET",status="2xx"\} 1$/m);
  assert.match(text, /^kotori_loop_busy_seconds_total\{loop="2"\} [\d.e-]+$/m);
  assert.match(text, /^kotori_log_reachable 1$/m);
  assert.doesNotMatch(text, /kotori_(nodes|bus)/);
  for (const line of text.trimEnd().split('\n')) assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/);
  const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text }); // where Prometheus is installed
  if (!promtool.error) assert.deepEqual([promtool.status, `${promtool.stdout}${promtool.stderr}`], [0, '']);
  for (const guest of [ann, bob]) guest.vanishes();
}, ['--metrics', `127.0.0.1:${port}`]);

scene('a port for metrics that another program has is said in one line', async ({ server }) => {
  const { host } = new URL(server.address);
  const { code, out, err } = await run('serve', '--listen', '127.0.0.1:0', '--data', `${server.data}/other`, '--metrics', host);
  assert.equal(code, 1);
  assert.match(out, /is listening/);
  assert.match(err, new RegExp(`${host}.*in use`));
});
