// npm's ws with its native helper, as its documentation advises: no compression, one message object for all.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const http = createServer();
const echo = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const room = new WebSocketServer({ noServer: true, perMessageDeflate: false });
echo.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
room.on('connection', (socket) =>
  socket.on('message', (data, isBinary) => {
    for (const member of room.clients) member.send(data, { binary: isBinary });
  }));
http.on('upgrade', (request, socket, head) => {
  const place = request.url === '/echo' ? echo : room;
  place.handleUpgrade(request, socket, head, (opened) => place.emit('connection', opened, request));
});
http.listen(Number(process.env.PORT), '127.0.0.1');
