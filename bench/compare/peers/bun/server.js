// Bun's own server: its publish() is uWebSockets' and in C++, its echo handler is JavaScript.
Bun.serve({
  port: Number(process.env.PORT),
  hostname: '127.0.0.1',
  fetch(request, server) {
    if (server.upgrade(request, { data: new URL(request.url).pathname })) return undefined;
    return new Response('a WebSocket, please');
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    backpressureLimit: 64 * 1024 * 1024, // by default it drops what a slow member has not read
    publishToSelf: true,
    open(socket) {
      if (socket.data !== '/echo') socket.subscribe('room');
    },
    message(socket, text) {
      if (socket.data === '/echo') socket.send(text);
      else socket.publish('room', text);
    },
  },
});
