import { once } from 'node:events';
import { createRequire } from 'node:module';

const { WebSocket } = createRequire(new URL('../../web/package.json', import.meta.url))('ws');

/** Somebody without a page, who can say very much very fast. */
export class Talker {
  #socket;
  #lastId = 0;
  #waiting = new Map();

  /** `cookie`: as another device of whoever has it. */
  static async arrives(address, { cookie = '' } = {}) {
    const talker = new Talker();
    talker.#socket = new WebSocket(new URL('chat', address.replace('http', 'ws')), 'kotori.v1', { origin: new URL(address).origin, headers: { cookie } });
    talker.#socket.on('message', (text) => {
      const message = JSON.parse(text);
      talker.#waiting.get(message.id)?.(message);
      talker.#waiting.delete(message.id);
    });
    await once(talker.#socket, 'open');
    const { user, rooms } = await talker.#asks({ type: 'hello', device: 'talker' });
    talker.name = user.name;
    talker.hasRead = Object.fromEntries(rooms.map(({ room, read }) => [room, read]));
    return talker;
  }

  /** Gives the seqs, in order. */
  async says(texts, more = {}) {
    const answers = await Promise.all(texts.map((text) => this.#asks({ type: 'say', room: 'lobby', client_id: `c${this.#lastId}`, text, ...more })));
    return answers.map(({ seq }) => seq);
  }

  leaves() { this.#socket.terminate(); }

  #asks(command) {
    const id = String(++this.#lastId);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ ...command, id }));
    });
  }
}
