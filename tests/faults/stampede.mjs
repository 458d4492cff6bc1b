import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { within } from '../sockets/within.mjs';
import { binary, fault, long } from './scene.mjs';

const people = long ? 10_000 : 500;

fault(`${people} whose server is killed are back within 20 s, and have heard the hundred messages that all of them missed`, async ({ server }) => {
  const url = new URL('/chat', server.address.replace('http', 'ws'));
  const crowd = spawn(binary, ['bench', 'resume', '--url', `${url}`, '--connections', `${people}`, '--missed', '100', '--window', '1000', '--until-restarted', '--json', '-']);
  const ended = once(crowd, 'close');
  try {
    let report = '';
    crowd.stdout.on('data', (chunk) => (report += chunk));
    await within(60, 'everyone to be there', untilItSays(crowd.stderr, 'wait for the server to end'));
    await server.end('SIGKILL');
    await server.start();
    assert.equal((await within(90, 'everyone to be back', ended))[0], 0);
    const { heard, expected, doubled, back } = JSON.parse(report);
    assert.deepEqual({ heard, doubled }, { heard: expected, doubled: 0 });
    assert.equal(expected, people * 100);
    assert.ok(back.max_ms < 20_000, `the last was back after ${back.max_ms} ms`);
    console.log(`# back: ${JSON.stringify(back)}`);
  } finally {
    crowd.kill('SIGKILL');
  }
});

function untilItSays(stream, words) {
  let said = '';
  return new Promise((resolve) => stream.on('data', (chunk) => (said += chunk).includes(words) && resolve()));
}
