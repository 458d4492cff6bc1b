import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Queue, within } from './within.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { WebSocket } = require('ws');

const nothing = () => {};

/** A ws client of the chat: without a subprotocol unless told otherwise. */
export class Client {
  heard = new Queue();
  #socket;
  #closed;

  static async connects(address, { protocol = [], cookie, origin } = {}) {
    const client = new this();
    const headers = { ...(cookie && { Cookie: cookie }), ...(origin && { Origin: origin }) };
    const socket = new WebSocket(new URL('/chat', address.replace('http', 'ws')), protocol, { headers });
    client.#socket = socket;
    client.cookie = cookie;
    client.#closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: `${reason}` })));
    socket.on('message', (data, isBinary) => client.hear(isBinary ? data : `${data}`));
    socket.on('upgrade', (response) => {
      client.setCookie = response.headers['set-cookie']?.[0];
      if (client.setCookie) client.cookie = client.setCookie.split(';')[0];
    });
    await within(20, 'to connect', once(socket, 'open'));
    socket.on('error', nothing); // 'close' follows and tells
    client.protocol = socket.protocol;
    return client;
  }

  /** Connects, and waits for an answer: one hears what others say once the server has found one a seat. */
  static async enters(address, options) {
    const client = await this.connects(address, options);
    client.says('/help');
    await client.hears();
    return client;
  }

  hear(text) {
    this.heard.push(text);
  }

  says(data) {
    this.#socket.send(data);
  }

  hears() {
    return this.heard.next('to hear something');
  }

  /** How many milliseconds a ping takes to be answered. */
  async pings() {
    const begun = performance.now();
    const answered = once(this.#socket, 'pong');
    this.#socket.ping();
    await within(20, 'a pong', answered);
    return performance.now() - begun;
  }

  /** Stops and goes on reading from the network. */
  pause() {
    this.#socket.pause();
  }
  resume() {
    this.#socket.resume();
  }

  /** How the server ended it: {code, reason}. */
  closed(seconds = 20) {
    return within(seconds, 'to be closed', this.#closed);
  }

  async leaves() {
    this.#socket.close(1000);
    return this.closed();
  }
  vanishes() {
    this.#socket.on('error', nothing);
    this.#socket.terminate();
  }
}

/** A client of kotori.v1 that keeps answers and events apart. `heard` are the events. */
export class JsonClient extends Client {
  #answers = new Map();
  #asked = 0;

  static connects(address, options = {}) {
    return super.connects(address, { ...options, protocol: ['kotori.v1'] });
  }

  hear(text) {
    const message = JSON.parse(text);
    const answered = this.#answers.get(message.id);
    if (!answered) return this.heard.push(message);
    this.#answers.delete(message.id);
    answered(message);
  }

  /** The answer to a command. */
  asks(command) {
    return within(60, `the answer to ${command.type}`, this.begins(command));
  }

  /** The same, with no limit: for many at a time, of which some may never be answered. */
  begins(command) {
    const id = `${this.#asked++}`;
    const answer = new Promise((resolve) => this.#answers.set(id, resolve));
    super.says(JSON.stringify({ ...command, id }));
    return answer;
  }

  enters(device = 'd1') {
    return this.asks({ type: 'hello', device });
  }
  say(text, client_id) {
    return { type: 'say', room: 'lobby', client_id, text };
  }

  /** The next fact or notice of this type; others are passed over. */
  async hearsOf(type) {
    for (;;) {
      const event = await this.heard.next(`a ${type}`);
      if (event.type === type) return event;
    }
  }

  /** The whole history, page by page. */
  async history() {
    const facts = [];
    for (let more = true; more; ) {
      const page = await this.asks({ type: 'history', room: 'lobby', after: facts.at(-1)?.seq ?? 0 });
      facts.push(...page.facts);
      more = page.more;
    }
    return facts;
  }
}
