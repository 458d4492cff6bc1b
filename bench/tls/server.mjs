// Node's part in the comparison of TLS: an https server. Usage: node server.mjs PORT CERTIFICATE KEY
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [port, certificate, key] = process.argv.slice(2);
const large = Buffer.alloc(1024 * 1024, 'x');
const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  if (request.url === '/large') response.writeHead(200, { 'Content-Length': large.length }).end(large);
  else response.writeHead(204).end();
});
server.keepAliveTimeout = server.requestTimeout = 0;
server.listen(Number(port), '127.0.0.1');
