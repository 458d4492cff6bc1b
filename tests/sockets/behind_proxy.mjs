// Who is believed about who asks, and what comes of it: for the origin of a page, and for the visitor's cookie.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { scene } from './scene.mjs';
import { handshake } from './wire.mjs';

const https = ['X-Forwarded-For: 198.51.100.7', 'X-Forwarded-Proto: https'];

/** What the handshake with these lines is answered: its head. */
async function answer(wire, lines) {
  const socket = await wire(handshake(lines));
  await socket.until('an answer', () => socket.text.includes('\r\n\r\n'));
  return socket.text;
}

scene('a trusted proxy is believed that a page was asked for over TLS', async ({ wire }) => {
  assert.match(await answer(wire, ['Origin: https://here', ...https]), /^HTTP\/1.1 101 [^]*Set-Cookie: __Host-kotori=[^]*Secure/);
  assert.match(await answer(wire, ['Origin: http://here', ...https]), /^HTTP\/1.1 403 /);
  assert.match(await answer(wire, ['X-Forwarded-For: here']), /^HTTP\/1.1 400 /);
}, ['--trusted-proxy', '10.0.0.0/8', '--trusted-proxy', '127.0.0.1']);

scene('nobody else is believed', async ({ wire }) => {
  const head = await answer(wire, ['Origin: http://here', ...https]);
  assert.match(head, /^HTTP\/1.1 101 /);
  assert.match(head, /Set-Cookie: kotori=/);
  assert.doesNotMatch(head, /Secure/);
  assert.match(await answer(wire, ['X-Forwarded-For: here']), /^HTTP\/1.1 101 /);
}, ['--trusted-proxy', '10.0.0.0/8']);

const settings = {
  nginx: ({ front, back, room }) => `
    daemon off; master_process off; pid ${room}/pid; error_log ${room}/errors crit; events {}
    http {
      access_log off;
      client_body_temp_path ${room}/a; proxy_temp_path ${room}/b; fastcgi_temp_path ${room}/c; uwsgi_temp_path ${room}/d; scgi_temp_path ${room}/e;
      server {
        listen unix:${front};
        location / {
          proxy_pass http://${back}; proxy_http_version 1.1;
          proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";
          proxy_set_header X-Forwarded-For 198.51.100.7; proxy_set_header X-Forwarded-Proto https;
        }
      }
    }`,
  haproxy: ({ front, back }) => `
defaults
  mode http
  timeout connect 2s
  timeout client 2s
  timeout server 2s
frontend front
  bind unix@${front}
  http-request set-header X-Forwarded-For 198.51.100.7
  http-request set-header X-Forwarded-Proto https
  default_backend behind
backend behind
  server one ${back}
`,
};
const commands = { nginx: (file) => ['nginx', '-c', file], haproxy: (file) => ['haproxy', '-db', '-f', file] };

/** What a proxy brings back for these bytes, up to the end of a head; empty when it is not there yet. */
function through(front, bytes) {
  const socket = connect(front, () => socket.write(bytes));
  let heard = '';
  return new Promise((resolve) => {
    socket.on('data', (chunk) => (heard += chunk).includes('\r\n\r\n') && socket.destroy());
    socket.on('error', () => {}); // 'close' follows
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('close', () => resolve(heard));
  });
}

for (const [proxy, write] of Object.entries(settings)) {
  if (spawnSync(proxy, ['-v']).error) continue;
  scene(`${proxy} is believed, and what a client says beside it is not`, async ({ server }) => {
    const room = mkdtempSync(join(tmpdir(), 'kotori-behind-'));
    const [front, file] = ['front', 'settings'].map((name) => join(room, name));
    writeFileSync(file, write({ front, back: new URL(server.address).host, room }));
    const [command, ...options] = commands[proxy](file);
    const child = spawn(command, options, { stdio: 'ignore' });
    try {
      const lies = ['X-Forwarded-For: 10.0.0.1', 'X-Forwarded-Proto: http', 'Forwarded: for=10.0.0.1;proto=http'];
      let head = '';
      for (let tries = 200; !head.startsWith('HTTP/1.1 101'); --tries) {
        assert.ok(tries > 0 && child.exitCode === null, `${proxy} does not serve: ${head}`);
        await setTimeout(50);
        head = await through(front, handshake(['Origin: https://here', ...lies]));
      }
      assert.match(head, /__Host-kotori=/);
      assert.match(await through(front, handshake(['Origin: http://here', ...lies])), /^HTTP\/1.1 403 /);
    } finally {
      child.kill('SIGKILL');
      rmSync(room, { recursive: true, force: true });
    }
  }, ['--trusted-proxy', '127.0.0.1']);
}
