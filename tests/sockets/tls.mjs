import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { test } from 'node:test';
import { Server } from '../browser/server.mjs';
import { binary } from './scene.mjs';
import { within } from './within.mjs';

/** Puts a new certificate and its key where the old ones were. */
function renew(files) {
  const made = { certificate: `${files.certificate}.new`, key: `${files.key}.new` };
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
    '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', made.key, '-out', made.certificate], { stdio: 'ignore' });
  for (const part of ['key', 'certificate']) renameSync(made[part], files[part]);
}

/** A connection that has shaken hands, and the fingerprint of what it was shown. */
async function visits(server) {
  const { hostname, port } = new URL(server.address);
  const socket = connect({ host: hostname, port, servername: 'localhost', rejectUnauthorized: false });
  socket.on('error', () => {}); // 'close' follows
  await within(20, 'to shake hands', once(socket, 'secureConnect'));
  return { socket, shown: socket.getPeerCertificate().fingerprint256 };
}

async function says(socket, text) {
  const answer = once(socket, 'data');
  socket.write(text);
  const [chunk] = await within(20, 'an answer', answer);
  return chunk.toString('latin1');
}

test('SIGHUP shows new certificates to those who come, and drops nobody', { timeout: 120_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kotori-tls-'));
  const files = { certificate: join(directory, 'chat.pem'), key: join(directory, 'chat.key') };
  renew(files);
  const server = new Server(binary, ['--loops', '2', '--tls-cert', files.certificate, '--tls-key', files.key]);
  try {
    await server.start();
    assert.match(server.address, /^https:/);
    const early = await visits(server);
    const ask = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
    assert.match(await says(early.socket, ask), /^HTTP\/1\.1 200 OK\r\n/);

    renew(files);
    server.signal('SIGHUP');
    const late = await within(20, 'another certificate', (async () => {
      for (;;) {
        const visit = await visits(server);
        if (visit.shown !== early.shown) return visit;
        visit.socket.destroy();
      }
    })());
    assert.match(await says(early.socket, ask), /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(await says(late.socket, ask), /^HTTP\/1\.1 200 OK\r\n/);
    for (const { socket } of [early, late]) socket.destroy();
    assert.equal(await server.end('SIGTERM'), 0);
  } finally {
    await server.tidy();
    rmSync(directory, { recursive: true, force: true });
  }
});
