// Socket.IO as its page on performance advises: bufferutil, no compression, the first request of a connection let go. With
// REDIS, an address, it is one of several nodes.
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

async function adapter(url) {
  const speaker = createClient({ url });
  const listener = speaker.duplicate();
  await Promise.all([speaker.connect(), listener.connect()]);
  return createAdapter(speaker, listener);
}

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
if (process.env.REDIS) io.adapter(await adapter(`redis://${process.env.REDIS}`));
io.engine.on('connection', (connection) => {
  connection.request = null;
});
io.on('connection', (socket) => {
  socket.on('echo', (text) => socket.emit('echo', text));
  socket.on('say', (text) => io.emit('say', text));
});
http.listen(Number(process.env.PORT), '127.0.0.1');
