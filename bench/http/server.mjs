// Node's part in the comparison of HTTP; files from memory. Usage: node server.mjs PORT FOLDER
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [port, folder] = process.argv.slice(2);
const files = new Map(['small', 'large'].map((name) => [`/${name}`, readFileSync(join(folder, name))]));

const send = (response, type, content) => response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(content) }).end(content);

const server = createServer((request, response) => {
  if (request.url === '/hello') return send(response, 'text/plain; charset=utf-8', 'Hello, world!\n');
  if (request.url !== '/json') return send(response, 'application/octet-stream', files.get(request.url));
  if (request.method === 'GET') return send(response, 'application/json', JSON.stringify({ id: 7, name: 'kotori', tags: ['small', 'bird'], weight: 12.5 }));
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (part) => (text += part));
  request.on('end', () => {
    const bird = JSON.parse(text);
    bird.name = [...bird.name].reverse().join('');
    send(response, 'application/json', JSON.stringify(bird));
  });
});
server.keepAliveTimeout = server.requestTimeout = 0;
server.listen(Number(port), '127.0.0.1');
