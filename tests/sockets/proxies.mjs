// No request is smuggled past nginx or HAProxy: both refuse /hidden, so that the server behind them must never be asked for it.
// Skipped where they are not installed. A lax server in the place of ours shows that the documents would find a hole.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { EchoServer } from './echo_scene.mjs';
import { binary } from './scene.mjs';
import { documents } from './smuggling.mjs';

const settings = {
  nginx: ({ front, back, room }) => `
    daemon off; master_process off; pid ${room}/pid; error_log ${room}/errors crit; events {}
    http {
      access_log off; underscores_in_headers on; ignore_invalid_headers off; proxy_read_timeout 1s;
      client_body_temp_path ${room}/a; proxy_temp_path ${room}/b; fastcgi_temp_path ${room}/c; uwsgi_temp_path ${room}/d; scgi_temp_path ${room}/e;
      map $http_upgrade $connection_of_both { default upgrade; "" ""; }
      upstream behind { server unix:${back}; keepalive 8; }
      server {
        listen unix:${front};
        location /hidden { return 403; }
        location / {
          proxy_pass http://behind; proxy_http_version 1.1; proxy_request_buffering off; proxy_set_header Host a;
          proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_of_both;
        }
      }
    }`,
  haproxy: ({ front, back }) => `
defaults
  mode http
  timeout connect 2s
  timeout client 2s
  timeout server 1s
  http-reuse always
frontend front
  bind unix@${front}
  option accept-invalid-http-request
  http-request deny if { path_beg /hidden }
  default_backend behind
backend behind
  server one unix@${back}
`,
};

const commands = { nginx: (file) => ['nginx', '-c', file], haproxy: (file) => ['haproxy', '-db', '-f', file] };

/** Sends it, and gives what came back once nothing more seems to come. */
function say(path, bytes) {
  const socket = connect(path, () => socket.write(bytes, 'latin1'));
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk));
  socket.on('error', () => {}); // 'close' follows
  socket.setTimeout(150, () => socket.destroy());
  return new Promise((resolve) => socket.on('close', () => resolve(heard)));
}

/** Passes bytes on to a server and back. Whoever is asked for /hidden says 404, and nobody else does. */
function overhear(path, server) {
  const tap = createServer((front) => {
    const back = connect(server);
    back.on('data', (chunk) => (tap.betrayed += chunk.toString('latin1').split('HTTP/1.1 404').length - 1));
    for (const [one, other] of [[front, back], [back, front]]) one.pipe(other).on('error', () => one.destroy());
  });
  tap.betrayed = 0;
  return once(tap.listen(path), 'listening').then(() => tap);
}

/** The control: to it GET has no body, whatever mentions chunked is chunked, and lines end in LF. */
function laxServer(path) {
  const server = createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const [head] = text.match(/^[^]*?\n\r?\n/) ?? [];
        if (!head) return;
        const [method, target] = head.split(' ');
        const rest = text.slice(head.length);
        const [last] = rest.match(/^[^]*?(^|\n)0+\r?\n\r?\n/) ?? [''];
        const chunked = /transfer[-_]encoding\s*:.*chunked/i.test(head);
        const length = method === 'GET' ? 0 : chunked ? last.length : Number(head.match(/content[-_]length\s*:\s*(\d+)/i)?.[1] ?? 0);
        if (rest.length < length || (chunked && method !== 'GET' && !last)) return;
        text = rest.slice(length);
        socket.write(`HTTP/1.1 ${target === '/hidden' ? 404 : 200} Said\r\nContent-Length: 0\r\n\r\n`);
      }
    });
  });
  return once(server.listen(path), 'listening').then(() => server);
}

/** How often the server was asked for /hidden through this proxy. */
async function betrayals(proxy, server, said) {
  const room = mkdtempSync(join(tmpdir(), 'kotori-proxy-'));
  const [front, back, file] = ['front', 'back', 'settings'].map((name) => join(room, name));
  writeFileSync(file, settings[proxy]({ front, back, room }));
  const tap = await overhear(back, server);
  const [command, ...options] = commands[proxy](file);
  const child = spawn(command, options, { stdio: 'ignore' });
  const post = 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbird';
  try {
    for (let tries = 400; !(await say(front, post)).startsWith('HTTP/1.1 200'); --tries) {
      assert.ok(tries > 0 && child.exitCode === null, `${proxy} does not serve`);
      await setTimeout(50);
    }
    assert.match(await say(front, 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n'), /^HTTP\/1.1 403/);
    const left = [...said];
    await Promise.all(Array.from({ length: 32 }, async () => {
      while (left.length) await say(front, left.pop());
    }));
    assert.match(await say(front, post), /^HTTP\/1.1 200/);
    return tap.betrayed;
  } finally {
    child.kill('SIGKILL');
    tap.close();
    rmSync(room, { recursive: true, force: true });
  }
}

for (const proxy of Object.keys(settings)) {
  const missing = spawnSync(proxy, ['-v']).error ? `${proxy} is not installed` : false;

  test(`nothing is smuggled past ${proxy}`, { timeout: 200_000, skip: missing }, async () => {
    const server = new EchoServer(binary);
    try {
      await server.start();
      assert.equal(await betrayals(proxy, Number(new URL(server.address).port), documents), 0);
      assert.equal(await server.end('SIGTERM'), 0);
    } finally {
      await server.tidy();
    }
  });

  test(`much is smuggled past ${proxy} to a lax server`, { timeout: 100_000, skip: missing }, async () => {
    const room = mkdtempSync(join(tmpdir(), 'kotori-lax-'));
    const server = await laxServer(join(room, 'lax'));
    try {
      const some = documents.filter((_, i) => i % 20 === 0 || i >= 3600);
      assert.ok((await betrayals(proxy, join(room, 'lax'), some)) > 0);
    } finally {
      server.close();
      rmSync(room, { recursive: true, force: true });
    }
  });
}
