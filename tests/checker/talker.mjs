const emojis = ['👍', '🐦', '❤️', '🎉', '👩‍👩‍👧', 'あ'];
const remembered = 30;

/** Weights of what a device does next. */
export const ordinarily = {
  say: 600, reply: 60, edit: 80, delete: 30, react: 80, unreact: 30, pin: 10, unpin: 10, topic: 5, rename: 3,
  join: 10, leave: 5, typing: 20, read: 20, history: 10, trespass: 5, break: 4, forget: 1, pause: 1,
};

/**
 * Makes a device talk: whenever fewer than `window` commands are unanswered it does something, by chance, in one of its
 * rooms, until it has asked for `count` facts. What it says carries a token of its own, so that it is known again.
 */
export class Talker {
  #device;
  #random;
  #rooms;
  #options;
  #left;
  #tokens = 0;
  #own = new Map(); // room -> seqs of what it has said and may edit
  #others = new Map(); // room -> seqs of what it has heard said
  #leaving = new Set();
  #scheduled = false;

  constructor(device, random, rooms, { count, window = 8, weights = ordinarily }) {
    this.#device = device;
    this.#random = random;
    this.#rooms = rooms;
    this.#options = { window, weights };
    this.#left = count;
    device.onAnswered = (command, answer) => this.#learns(command, answer);
    device.onHeard = (fact) => fact.type === 'said' && this.#remembers(this.#others, fact.room, fact.seq);
    this.#soon();
  }

  /** Asks for nothing new. */
  stop() {
    this.#left = 0;
  }

  get done() {
    return this.#left === 0 && this.#device.unanswered.size === 0;
  }

  #soon() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#left > 0 && this.#device.unanswered.size < this.#options.window) this.#acts();
    });
  }

  #acts() {
    const room = this.#random.of([...this.#device.rooms].filter((each) => !this.#leaving.has(each)));
    const act = this.#random.weighed(this.#options.weights);
    const command = room && this.#does[act](room);
    if (command) {
      --this.#left;
      this.#device.asks(command);
    }
  }

  #does = {
    say: (room) => ({ type: 'say', room, text: this.#token() }),
    reply: (room) => this.#about(this.#others, room, (reply_to) => ({ type: 'say', room, text: this.#token(), reply_to })),
    edit: (room) => this.#about(this.#own, room, (seq) => ({ type: 'edit', room, seq, text: this.#token() })),
    delete: (room) => this.#about(this.#own, room, (seq) => {
      this.#own.set(room, this.#own.get(room).filter((each) => each !== seq));
      return { type: 'delete', room, seq };
    }),
    react: (room) => this.#about(this.#others, room, (seq) => ({ type: 'react', room, seq, emoji: this.#random.of(emojis) })),
    unreact: (room) => this.#about(this.#others, room, (seq) => ({ type: 'unreact', room, seq, emoji: this.#random.of(emojis) })),
    pin: (room) => this.#about(this.#others, room, (seq) => ({ type: 'pin', room, seq })),
    unpin: (room) => this.#about(this.#others, room, (seq) => ({ type: 'unpin', room, seq })),
    topic: (room) => (room === 'lobby' ? undefined : { type: 'topic', room, topic: this.#token() }),
    rename: () => ({ type: 'rename', name: `n ${this.#token()}`.slice(0, 32) }),
    join: () => {
      const room = this.#elsewhere();
      this.#leaving.delete(room);
      return room && { type: 'join', room };
    },
    leave: (room) => {
      if (room === 'lobby') return;
      this.#leaving.add(room);
      return { type: 'leave', room };
    },
    typing: (room) => this.#device.mentions({ type: 'typing', room }),
    read: (room) => this.#device.mentions({ type: 'read', room, seq: this.#device.reached.get(room)?.seq ?? 0 }),
    history: (room) => this.#looks({ type: 'history', room, before: 1 + this.#random.below(100) }),
    trespass: () => {
      const room = this.#elsewhere();
      if (!room) return;
      if (this.#random.onceIn(2)) return this.#looks({ type: 'history', room });
      return { type: 'say', room, text: this.#token() };
    },
    break: () => this.#device.welcomed && this.#device.breaks(),
    forget: () => this.#device.welcomed && this.#device.breaks({ forgetting: true }),
    pause: () => this.#device.welcomed && this.#device.pausesFor(this.#random.below(200)),
  };

  #looks(command) {
    this.#device.mentions(command, ({ type, room, facts }) => type === 'history' && this.#device.notes({ did: 'page', room, facts }));
  }

  #elsewhere() {
    const rooms = this.#rooms.filter((room) => !this.#device.rooms.has(room));
    return rooms.length > 0 ? this.#random.of(rooms) : undefined;
  }

  #about(known, room, command) {
    const seqs = known.get(room) ?? [];
    return seqs.length > 0 ? command(this.#random.of(seqs)) : undefined;
  }

  #remembers(known, room, seq) {
    const seqs = known.get(room) ?? [];
    known.set(room, [...seqs.slice(-remembered), seq]);
  }

  #learns({ type, room }, answer) {
    if (answer.type === 'ok' && type === 'say') this.#remembers(this.#own, room, answer.seq);
    if (type === 'leave') this.#leaving.delete(room);
    this.#soon();
  }

  #token() {
    return `${this.#device.name}~${this.#tokens++}`;
  }
}
