import type { Socket, SocketEvents, Surroundings } from './surroundings';

/** The real surroundings of a connection: this page's server, clock and dice. */
export const browser: Surroundings = {
  openSocket: open,
  now: () => Date.now(),
  random: () => Math.random(),
  signOut: () => fetch('/sessions/current', { method: 'DELETE' }).then(({ status }) => status, () => 0),
  after(milliseconds, task) {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

function open(events: SocketEvents): Socket {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${location.host}/chat`, 'kotori.v1');
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => events.received(String(data));
  socket.onclose = ({ code }) => events.closed(code);
  return {
    send: (frame) => socket.send(frame),
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
