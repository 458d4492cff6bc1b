// Socket.IO as its page on performance advises: bufferutil, no compression, the first request of a connection let go.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.engine.on('connection', (connection) => {
  connection.request = null;
});
io.on('connection', (socket) => {
  socket.on('echo', (text) => socket.emit('echo', text));
  socket.on('say', (text) => io.emit('say', text));
});
http.listen(Number(process.env.PORT), '127.0.0.1');
