import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

const get = (...lines) => ['GET /healthz HTTP/1.1', ...lines, '', ''].join('\r\n');
const post = (...lines) => ['POST /healthz HTTP/1.1', 'Host: here', ...lines, '', ''].join('\r\n');
const line = (text) => `${text}\r\nHost: here\r\n\r\n`;

// [what is wrong, the bytes, the status it gets]
const requests = [
  ['words', 'hello\r\n\r\n', 400],
  ['a method alone', 'GET\r\n\r\n', 400],
  ['HTTP/0.9', 'GET /\r\n\r\n', 400],
  ['only empty lines', '\r\n\r\n', 400],
  ['two spaces', line('GET  /healthz HTTP/1.1'), 400],
  ['a space at the end of the line', line('GET /healthz HTTP/1.1 '), 400],
  ['a space before the method', line(' GET /healthz HTTP/1.1'), 400],
  ['a tab for a space', line('GET\t/healthz\tHTTP/1.1'), 400],
  ['a version in small letters', line('GET /healthz http/1.1'), 400],
  ['a version of three digits', line('GET /healthz HTTP/1.10'), 400],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
  ['HTTP/9.9', line('GET /healthz HTTP/9.9'), 505],
  ['TLS', Buffer.from('1603010200010001fc0303', 'hex'), 400],
  ['a method that is no token', line('G(T /healthz HTTP/1.1'), 400],
  ['a path without a slash', line('GET healthz HTTP/1.1'), 400],
  ['a path with a control character', line('GET /he\x01 HTTP/1.1'), 400],
  ['a path beyond ASCII', line('GET /h\xe4 HTTP/1.1'), 400],
  ['a fragment', line('GET /healthz#top HTTP/1.1'), 400],
  ['half an escape', line('GET /%4 HTTP/1.1'), 400],
  ['a path that climbs', line('GET /../etc/passwd HTTP/1.1'), 400, { lives: true }],
  ['a path that climbs in disguise', line('GET /%2e%2E/etc/passwd HTTP/1.1'), 400, { lives: true }],
  ['a path with an escaped NUL', line('GET /healthz%00 HTTP/1.1'), 400],
  ['a path with a backslash', line('GET /healthz\\a HTTP/1.1'), 400],
  ['CONNECT', line('CONNECT other:443 HTTP/1.1'), 501],
  ['a method that nobody knows', line('BREW /healthz HTTP/1.1'), 501, { lives: true }],
  ['another host in the target', line('GET http://other/healthz HTTP/1.1'), 400],
  ['no Host', get(), 400],
  ['two Hosts', get('Host: here', 'Host: here'), 400],
  ['a Host that is a path', get('Host: here/there'), 400],
  ['a Host of two words', get('Host: here there'), 400],
  ['a space before the colon', get('Host : here'), 400],
  ['a folded field', get('Host: here', 'A: b', ' c'), 400],
  ['a field without a colon', get('Host: here', 'nonsense'), 400],
  ['a field without a name', get('Host: here', ': value'), 400],
  ['a NUL in a field', get('Host: here', 'A: b\0c'), 400],
  ['a bare CR in a field', get('Host: here', 'A: b\rc'), 400],
  ['lines that end in LF', 'GET /healthz HTTP/1.1\nHost: here\n\n', 400],
  ['a Content-Length in words', post('Content-Length: ten'), 400],
  ['a negative Content-Length', post('Content-Length: -1'), 400],
  ['a Content-Length with a sign', post('Content-Length: +1'), 400],
  ['a hexadecimal Content-Length', post('Content-Length: 0x10'), 400],
  ['a list of Content-Lengths', post('Content-Length: 1, 1'), 400],
  ['two Content-Lengths', post('Content-Length: 1', 'Content-Length: 1'), 400],
  ['a Content-Length beyond numbers', post('Content-Length: 99999999999999999999999'), 400],
  ['a Content-Length with a zero in front', post('Content-Length: 01'), 400],
  ['a Content-Length in disguise', post('Content_Length: 1'), 400],
  ['a body that is too large', post('Content-Length: 1048577'), 413],
  ['a length and a Transfer-Encoding', post('Content-Length: 1', 'Transfer-Encoding: chunked'), 400],
  ['another Transfer-Encoding', post('Transfer-Encoding: gzip'), 501],
  ['a chunk without a size', `${post('Transfer-Encoding: chunked')}hello\r\n`, 400],
  ['a Transfer-Encoding in disguise', post('Transfer-Encoding: xchunked'), 501],
  ['a Transfer-Encoding in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ['a GET with a body', get('Host: here', 'Content-Length: 5'), 400],
  ['an expectation', post('Content-Length: 1', 'Expect: a miracle'), 417],
  ['a long request line', `GET /${'a'.repeat(9000)}`, 414],
  ['a long method', 'A'.repeat(9000), 400],
  ['a long field', get('Host: here', `A: ${'b'.repeat(17000)}`), 431],
  ['a field that never ends', `GET / HTTP/1.1\r\nA: ${'b'.repeat(17000)}`, 431],
  ['many fields', get('Host: here', ...Array(64).fill('A: b')), 431],
];

const well = 'GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n';

scene('malformed requests are refused, what stands behind them is not read, and the server lives', async ({ server, wire, plain }) => {
  const bystander = await plain();
  for (const [what, bytes, status, { lives } = {}] of requests) {
    const peer = await wire(bytes);
    if (lives) {
      await peer.until(`an answer to ${what}`, () => peer.text.includes('\r\n\r\n'));
    } else {
      peer.sends(well);
      await peer.ended(`the end after ${what}`);
      assert.match(peer.text, /\r\nConnection: close\r\n/i, what);
      assert.equal(peer.text.match(/HTTP\/1\.1 \d/g).length, 1, `${what}: ${peer.text}`);
    }
    assert.equal(peer.text.slice(0, 13), `HTTP/1.1 ${status} `, what);
    peer.vanishes();
  }
  assert.equal((await fetch(new URL('/healthz', server.address))).status, 200);
  bystander.says('still here');
  assert.equal(await bystander.hears(), 'user0 said: still here');
});

scene('a request may come byte by byte', async ({ wire }) => {
  const peer = await wire();
  for (const byte of well) peer.sends(byte);
  await peer.until('an answer', () => peer.text.endsWith('ok\n'));
});

scene('many pipelined requests are answered in order', async ({ wire }) => {
  const count = 1000;
  const paths = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? '/healthz' : i % 3 === 1 ? '/nowhere' : '/chat'));
  const peer = await wire(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`).join(''));
  const statuses = () => [...peer.text.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, status]) => status);
  await peer.until('all answers', () => statuses().length === count);
  assert.deepEqual(statuses(), paths.map((path) => ({ '/healthz': '200', '/nowhere': '404', '/chat': '426' })[path]));
});
