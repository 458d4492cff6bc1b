import { createRequire } from 'node:module';

const { WebSocket } = createRequire(new URL('../../web/package.json', import.meta.url))('ws');
const nothing = () => {};

/**
 * One device of a user, as the protocol wants it to be: it keeps what it has sent until it is answered, sends it again
 * in the first order, and comes back to where it was. What it does and is told goes into its history; it judges nothing.
 */
export class Device {
  cookie;
  user;
  rooms = new Set(); // that it is a member of, as far as it knows: an old `join` may be acknowledged when another device has left since
  seated = new Set(); // that it hears now
  reached = new Map(); // room -> {seq, at}: what it would resume from
  unanswered = new Map(); // client id -> command, in the order of their first sending
  acknowledged = 0;
  broken = 0; // connections that ended
  refusals = new Map(); // code -> how often
  #addresses; // of nodes that are one server: it comes to the next one each time
  #next;
  #history;
  #socket;
  #epoch;
  #resumable;
  #counter = 0;
  #welcomed = false;
  #stopped = false;
  #asked = new Map(); // id -> what to do with the answer
  #refusedForNow = false;
  #watching = new Set();

  /** `address`: where the server is; or several, of which `first` says with which one it begins. */
  constructor(name, { address, first = 0, history, cookie, comesBackAfter = () => 10 }) {
    Object.assign(this, { name, cookie, comesBackAfter });
    this.#addresses = [address].flat().map((each) => new URL('/chat', each.replace(/^http/, 'ws')));
    this.#next = first;
    this.#history = history;
  }

  /** Told of each fact that it hears, and of each answer to a command. */
  onHeard = nothing;
  onAnswered = nothing;

  /** Connects, and whenever the connection is lost connects again. */
  start() {
    this.#stopped = false;
    this.#connect();
    return this.until(() => this.#welcomed, 'to be welcomed');
  }

  /** Leaves without a word. */
  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#socket?.terminate();
    this.#history.close();
  }

  /** Lets the connection go, as a network does; start() has arranged for another one. `forgetting` where it was. */
  breaks({ forgetting = false } = {}) {
    if (forgetting) this.reached.clear();
    this.#socket.terminate();
  }

  /** Takes nothing for a while: what a slow network looks like to the server. */
  pausesFor(milliseconds) {
    const socket = this.#socket;
    socket.pause();
    setTimeout(() => socket.resume(), milliseconds).unref();
  }

  get welcomed() {
    return this.#welcomed;
  }

  /** Asks for a fact: again and again until it is answered. Gives the command. */
  asks(command) {
    const full = { ...command, client_id: command.client_id ?? `${this.name}-${this.#counter++}` };
    this.unanswered.set(full.client_id, full);
    if (this.#welcomed && !this.#refusedForNow) this.#sends(full);
    return full;
  }

  /** Asks for a page, or tells of something that is kept nowhere; the answer, if there is one, is lost with the connection. */
  mentions(command, answered = nothing) {
    if (!this.#welcomed) return;
    const id = `m${this.#counter++}`;
    this.#asked.set(id, answered);
    this.#socket.send(JSON.stringify({ ...command, id }));
  }

  /** The same, and asks again after a lost connection until there is an answer. */
  async wantsToKnow(command) {
    for (;;) {
      await this.until(() => this.#welcomed, `to ask for ${command.type}`);
      const broken = this.broken;
      let answer;
      this.mentions(command, (given) => (answer = given));
      await this.until(() => answer || this.broken > broken, `an answer to ${command.type}`);
      if (answer && !answer.retryable) return answer;
    }
  }

  /** Waits until something has become true of this device; looks whenever it was told something. */
  until(holds, what, seconds = 60) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#watching.delete(look);
        reject(new Error(`${this.name} waited ${seconds} s ${what}; unanswered: ${JSON.stringify([...this.unanswered.values()].slice(0, 3))}`));
      }, seconds * 1000);
      const look = () => {
        if (!holds()) return;
        clearTimeout(late);
        this.#watching.delete(look);
        resolve();
      };
      this.#watching.add(look);
      look();
    });
  }

  notes(record) {
    this.#history.write(record);
  }

  #connect() {
    if (this.#stopped) return;
    const socket = new WebSocket(this.#addresses[this.#next++ % this.#addresses.length], ['kotori.v1'], { headers: this.cookie ? { Cookie: this.cookie } : {}, perMessageDeflate: false });
    this.#socket = socket;
    socket.on('error', nothing); // 'close' follows
    socket.on('upgrade', ({ headers }) => (this.cookie = headers['set-cookie']?.[0].split(';')[0] ?? this.cookie));
    socket.on('open', () => this.#greets());
    socket.on('message', (data) => this.#hears(JSON.parse(data)));
    socket.on('close', (code) => this.#lost(code));
  }

  #greets() {
    const rooms = [...this.reached].map(([room, { seq, at }]) => ({ room, seq, at }));
    const resume = this.#epoch && rooms.length > 0 ? { epoch: this.#epoch, rooms } : undefined;
    this.#asked.set('hello', (answer) => this.#isWelcome(answer, resume));
    this.#socket.send(JSON.stringify({ type: 'hello', id: 'hello', device: this.name, resume }));
  }

  #isWelcome(answer, resume) {
    if (answer.type !== 'welcome') return this.#socket.terminate(); // it cannot let anyone in now
    const { user, epoch, rooms, limits } = answer;
    Object.assign(this, { user: user.id, rooms: new Set(rooms.map(({ room }) => room)), seated: new Set() });
    this.#epoch = epoch;
    this.#resumable = limits.resumed;
    for (const room of this.reached.keys()) if (!this.rooms.has(room)) this.reached.delete(room);
    const resumed = Object.fromEntries((resume?.rooms ?? []).map(({ room, seq }) => [room, seq]));
    this.notes({ did: 'welcomed', user: this.user, device: this.name, epoch, resumed, rooms: [...this.rooms], resumable: this.#resumable });
    this.#welcomed = true;
    this.#repeat();
    this.#look();
  }

  #lost(code) {
    this.#welcomed = false;
    this.#asked.clear();
    this.seated.clear();
    ++this.broken;
    if (!this.#stopped) {
      this.notes({ did: 'lost', code });
      setTimeout(() => this.#connect(), this.comesBackAfter());
    }
    this.#look();
  }

  #repeat() {
    this.#refusedForNow = false;
    for (const command of this.unanswered.values()) this.#sends(command);
  }

  #sends(command) {
    this.notes({ did: 'sent', command });
    this.#asked.set(command.client_id, (answer) => this.#isAnswered(command, answer));
    this.#socket.send(JSON.stringify({ ...command, id: command.client_id }));
  }

  #isAnswered(command, { type, seq, at, code, retryable }) {
    const { client_id, room } = command;
    if (type === 'refused') {
      this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
      this.notes({ did: 'refused', client_id, code, retryable });
    } else {
      this.notes({ did: 'acked', client_id, seq, at });
    }
    if (retryable) return this.#triesLater();
    this.unanswered.delete(client_id);
    if (type === 'ok') {
      ++this.acknowledged;
      if (command.type === 'leave' && !(this.reached.get(room)?.seq > seq)) this.#leaves(room);
    }
    this.onAnswered(command, { type, seq, at, code });
  }

  /** Everything in the first order once more, when all that is under way has been answered. */
  #triesLater() {
    if (this.#refusedForNow) return;
    this.#refusedForNow = true;
    const socket = this.#socket;
    setTimeout(() => socket === this.#socket && this.#welcomed && this.#repeat(), 50);
  }

  #leaves(room) {
    this.rooms.delete(room);
    this.seated.delete(room);
    this.reached.delete(room);
  }

  #hears(message) {
    const answered = message.id !== undefined && this.#asked.get(message.id);
    if (answered) {
      this.#asked.delete(message.id);
      answered(message);
    } else if (message.seq !== undefined && message.user) {
      this.notes({ did: 'heard', fact: message });
      this.reached.set(message.room, { seq: message.seq, at: message.at });
      this.onHeard(message);
    } else {
      this.#isTold(message);
    }
    this.#look();
  }

  #isTold({ type, room, seq, head, epoch, facts, member }) {
    if (type === 'caught_up') {
      this.notes({ did: 'caught_up', room, seq });
      this.rooms.add(room);
      this.seated.add(room);
      if (this.reached.get(room)?.seq !== seq) this.reached.set(room, { seq });
    } else if (type === 'reset') {
      this.notes({ did: 'reset', room, epoch, head, facts });
      this.reached.set(room, { seq: head, at: facts.at(-1)?.at });
      for (const fact of facts) this.onHeard(fact);
    } else if (type === 'membership') {
      this.notes({ did: 'membership', room, member });
      if (!member) this.#leaves(room);
      else if (!this.rooms.has(room)) this.asks({ type: 'join', room });
    }
  }

  #look() {
    for (const look of this.#watching) look();
  }
}
