import { createRequire } from 'node:module';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { factFor } from './facts.mjs';

const { WebSocketServer } = createRequire(new URL('../../web/package.json', import.meta.url))('ws');

/**
 * The least that `kotori.v1` can be, in memory: rooms, facts, resume, history. It is here to be wrong on purpose: each
 * of `faults` breaks one promise now and then, and the checker has to say which.
 */
export class ToyServer {
  #rooms = new Map([['lobby', { facts: [], members: new Set(), sockets: new Set(), answers: new Map() }]]);
  #server;
  #users = 0;
  #told = 0;

  constructor(faults = {}) {
    this.faults = faults;
  }

  async start() {
    this.#server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    this.#server.on('headers', (headers, request) => {
      request.user = request.headers.cookie?.match(/toy=(\w+)/)?.[1] ?? `u${this.#users++}`;
      headers.push(`Set-Cookie: toy=${request.user}`);
    });
    this.#server.on('connection', (socket, { user }) => {
      Object.assign(socket, { user: { id: user, name: user }, rooms: new Set() });
      socket.tell = (message) => socket.send(JSON.stringify(message));
      socket.on('message', (data) => this.#does(socket, JSON.parse(data)));
      socket.on('close', () => socket.rooms.forEach((room) => this.#rooms.get(room).sockets.delete(socket)));
    });
    await once(this.#server, 'listening');
    this.address = `http://127.0.0.1:${this.#server.address().port}/`;
  }

  stop() {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #does(socket, command) {
    const { type, id, room: name } = command;
    if (type === 'hello') return this.#welcomes(socket, command);
    if (type === 'typing' || type === 'read') return;
    if (type === 'open' && !this.#rooms.has(name)) this.#rooms.set(name, { facts: [], members: new Set(), sockets: new Set(), answers: new Map() });
    const room = this.#rooms.get(name ?? 'lobby');
    const refused = (code) => socket.tell({ type: 'refused', id, code, message: '', retryable: false });
    const mayBeThere = type === 'open' || type === 'join' || room.facts.length === 0 || !name || name === 'lobby' || room.members.has(socket.user.id);
    if (type === 'history') return mayBeThere ? this.#page(socket, command, room) : refused('not_a_member');
    this.#append(socket, command, name ?? 'lobby', room, mayBeThere, refused);
  }

  #append(socket, command, name, room, mayBeThere, refused) {
    const { type, id, client_id, seq, text, emoji, reply_to, topic } = command;
    const key = `${socket.device} ${client_id}`;
    const known = room.answers.get(key);
    if (known && !this.#fails('forgetsRepeats', 1)) return socket.tell({ type: 'ok', id, ...known });
    if (!mayBeThere) return refused('not_a_member');
    if (type === 'join' && room.members.has(socket.user.id)) {
      socket.tell({ type: 'ok', id });
      return socket.rooms.has(name) || this.#seats(socket, name);
    }
    const about = room.facts[(reply_to ?? seq) - 1];
    if ((reply_to ?? seq) && (about?.type !== 'said' || about.state?.deleted)) return refused('no_such_message');
    if (type === 'rename') socket.user = { ...socket.user, name: command.name };
    const thread = reply_to && (about.thread ?? reply_to);
    const fact = { type: factFor[type], room: name, seq: room.facts.length + 1, at: Date.now(), user: socket.user, text, emoji, reply_to, thread,
      message: seq, topic: type === 'open' ? (topic ?? '') : topic, was: type === 'rename' ? '' : undefined };
    const answer = { seq: fact.seq, at: fact.at };
    if (this.#fails('losesAcknowledged')) return socket.tell({ type: 'ok', id, ...answer });
    room.facts.push(fact);
    room.answers.set(key, answer);
    if (type === 'open' || type === 'join') room.members.add(socket.user.id);
    this.#derive(room, fact, about);
    socket.tell({ type: 'ok', id, ...answer });
    if (type === 'open' || type === 'join') this.#joins(socket, name);
    for (const each of room.sockets) if (each !== socket || (type !== 'open' && type !== 'join')) this.#tells(each, fact);
    if (this.#fails('tellsStrangers')) for (const each of this.#server.clients) if (each.device && !room.sockets.has(each)) each.tell(fact);
    if (type === 'leave') this.#unseats(socket, name, room);
    if (this.#fails('keepsTwice')) this.#append(socket, { ...command, client_id: randomUUID() }, name, room, true, refused);
  }

  #tells(socket, fact) {
    if (!fact.text?.startsWith('the end') && this.#fails('skipsFacts')) return;
    socket.tell(this.#fails('tellsOtherwise') ? { ...fact, at: fact.at + 1 } : fact);
  }

  #derive(room, { type, seq, text, emoji, user, thread }, about) {
    const root = room.facts[thread - 1];
    if (root && !this.#fails('miscountsReplies')) root.state = { ...root.state, replies: (root.state?.replies ?? 0) + 1 };
    if (type === 'edited') Object.assign(about, { text, state: { ...about.state, edited: seq } });
    if (type === 'pinned') about.state = { ...about.state, pinned: seq };
    if (type === 'unpinned' && about.state) delete about.state.pinned;
    if (type === 'deleted') {
      Object.assign(about, { text: '', state: { ...about.state, deleted: seq } });
      for (const each of room.facts) if (each.type === 'edited' && each.message === about.seq) each.text = '';
    }
    if (type !== 'reacted' && type !== 'unreacted') return;
    const reactions = (about.state?.reactions ?? []).map((each) => ({ ...each, users: each.users.filter((one) => each.emoji !== emoji || one !== user.id) }));
    if (type === 'reacted' && !reactions.some((each) => each.emoji === emoji)) reactions.push({ emoji, users: [] });
    if (type === 'reacted') reactions.find((each) => each.emoji === emoji).users.push(user.id);
    about.state = { ...about.state, reactions: reactions.map((each) => ({ ...each, count: each.users.length })).filter(({ count }) => count > 0) };
  }

  #welcomes(socket, { id, device, resume }) {
    const rooms = [...this.#rooms].filter(([name, { members }]) => name === 'lobby' || members.has(socket.user.id)).map(([room]) => room);
    socket.device = `${socket.user.id} ${device}`;
    socket.tell({ type: 'welcome', id, user: socket.user, epoch: 'toy', rooms: rooms.map((room) => ({ room })), limits: { resumed: 1000 } });
    for (const room of rooms) this.#seats(socket, room, resume?.rooms.find((each) => each.room === room)?.seq);
  }

  #seats(socket, name, after) {
    const room = this.#rooms.get(name);
    const skipped = this.#fails('resumesTooLate', 3) ? 1 : 0;
    if (after !== undefined) for (const fact of room.facts.slice(after + skipped)) socket.tell(fact);
    room.sockets.add(socket);
    socket.rooms.add(name);
    socket.tell({ type: 'caught_up', room: name, seq: room.facts.length });
  }

  #joins(socket, name) {
    this.#seats(socket, name);
    for (const each of this.#server.clients) if (each !== socket && each.user.id === socket.user.id && each.device) each.tell({ type: 'membership', room: name, member: true });
  }

  #unseats(socket, name, room) {
    room.members.delete(socket.user.id);
    for (const each of room.sockets) {
      if (each.user.id !== socket.user.id || this.#fails('keepsWhoLeft', 1)) continue;
      room.sockets.delete(each);
      each.rooms.delete(name);
      if (each !== socket) each.tell({ type: 'membership', room: name, member: false });
    }
  }

  #page(socket, { id, room: name, before, after, limit = 100 }, { facts }) {
    const page = after !== undefined ? facts.slice(after, after + limit) : facts.slice(0, (before ?? facts.length + 1) - 1).slice(-limit);
    socket.tell({ type: 'history', id, room: name, facts: page, more: after !== undefined && after + limit < facts.length });
  }

  /** Whether to do wrong, if this fault is asked for: once in so many times. */
  #fails(fault, times = 20) {
    return this.faults[fault] === true && ++this.#told % times === 0;
  }
}
