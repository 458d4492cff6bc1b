/**
 * One client's history as it is read: what it was told in which order, where it was, what it asked for and was answered.
 * Whatever breaks a rule that one client alone can see is reported at once.
 */
export class Story {
  user;
  commands = new Map(); // by client id, in the order of their first sending: {command, again, epoch, seq, at, acked, refused}
  heardOf = new Map(); // room -> [[from, to], ...]: the facts for which it had to be a member there
  pages = []; // of rooms where it was not: {room, seq}
  #last = new Map(); // room -> the seq it has come to
  #left = new Set(); // rooms from which it may be brought back to any place
  #asked = new Set(); // rooms that it is a member of, or may be
  #latest = new Map(); // room -> client id of the last command about that
  #live = new Set(); // rooms with which it is caught up
  #resumable = 1000;

  constructor(name, { report, told }) {
    this.name = name;
    this.report = report;
    this.told = told;
  }

  tell(record) {
    this[record.did]?.(record);
  }

  welcomed({ user, epoch, resumed = {}, rooms, resumable }) {
    if (this.user && this.user !== user) this.report('agreed', `${this.name} was ${this.user} and is ${user}`);
    this.user = user;
    this.#resumable = resumable ?? this.#resumable;
    for (const room of this.#last.keys()) if (epoch !== this.epoch || !(room in resumed)) this.#last.delete(room);
    for (const room of rooms) this.#asked.add(room);
    // A room that another device is just leaving may still be told up to there.
    this.#live.clear();
    this.#left = new Set([...this.#last.keys()].filter((room) => !rooms.includes(room)));
    this.epoch = epoch;
  }

  sent({ command }) {
    const { type, room, client_id } = command;
    if (type === 'open' || type === 'join') this.#asked.add(room);
    if (type === 'open' || type === 'join' || type === 'leave') this.#latest.set(room, client_id);
    const asked = this.commands.get(client_id);
    if (asked) asked.again = true;
    else this.commands.set(client_id, { command, by: this });
  }

  acked({ client_id, seq, at }) {
    const asked = this.commands.get(client_id);
    if (!asked) return this.report('exactly once', `${this.name} was answered ${client_id}, which it never sent`);
    if (asked.refused) this.report('exactly once', `${this.#naming(asked)} was refused as ${asked.refused}, and then acknowledged`);
    if (asked.acked && asked.epoch === this.epoch && asked.seq !== seq)
      this.report('exactly once', `${this.#naming(asked)} was acknowledged as ${asked.seq} and as ${seq}`);
    Object.assign(asked, { acked: true, epoch: this.epoch, seq, at });
    const { type, room } = asked.command;
    if (type === 'leave' && !(this.#last.get(room) > seq)) this.#leaves(room, this.#latest.get(room) === client_id);
  }

  refused({ client_id, code, retryable }) {
    const asked = this.commands.get(client_id);
    if (!asked || retryable) return;
    if (asked.acked && asked.epoch === this.epoch) this.report('exactly once', `${this.#naming(asked)} was acknowledged, and then refused as ${code}`);
    asked.refused = code;
  }

  membership({ room, member }) {
    if (member) this.#asked.add(room);
    else this.#leaves(room, true);
  }

  heard({ fact }) {
    const { room, seq } = fact;
    const last = this.#last.get(room);
    if (last === undefined) this.report('ordered', `${this.name} heard ${room} ${seq} before it was caught up`);
    else if (seq !== last + 1) this.report('ordered', `${this.name} heard ${room} ${seq} after ${last}`);
    this.#last.set(room, seq);
    // Who is a member may read all that they have missed, also what happened between leaving and coming again.
    if (this.#live.has(room)) this.#belonged(room, seq);
    this.told(this, fact);
  }

  caught_up({ room, seq }) {
    const last = this.#last.get(room);
    if (last !== undefined && last !== seq && !this.#left.has(room))
      this.report('ordered', `${this.name} was said to be caught up with ${room} at ${seq}, and had heard up to ${last}`);
    this.#left.delete(room);
    this.#asked.add(room); // it may have joined before it heard that it had left
    this.#last.set(room, seq);
    this.#live.add(room);
    this.#belonged(room, seq);
  }

  reset({ room, head, facts }) {
    const last = this.#last.get(room);
    if (last !== undefined && head >= last && head - last <= this.#resumable)
      this.report('ordered', `${this.name} was reset to ${room} ${head}, and had ${last}`);
    this.#contiguous(room, facts);
    if (head !== (facts.at(-1)?.seq ?? 0)) this.report('ordered', `${this.name} was reset to ${room} ${head} with facts up to ${facts.at(-1)?.seq}`);
    this.#last.set(room, head);
    this.#belonged(room, head);
    for (const fact of facts) this.told(this, fact);
  }

  page({ room, facts }) {
    this.#contiguous(room, facts);
    if (!this.#asked.has(room) && facts.length > 0) this.pages.push({ room, seq: facts[0].seq });
    for (const fact of facts) this.told(this, fact);
  }

  awaited({ room, seq }) {
    const last = this.#last.get(room);
    if (!(last >= seq)) this.report('ordered', `${this.name} waited for ${room} ${seq}, and heard up to ${last}`);
  }

  #naming({ command }) {
    return `${this.name}'s ${command.type} ${command.client_id}`;
  }

  #leaves(room, forGood) {
    this.#left.add(room);
    if (forGood) this.#asked.delete(room);
  }

  #contiguous(room, facts) {
    for (let i = 1; i < facts.length; ++i)
      if (facts[i].seq !== facts[i - 1].seq + 1) this.report('ordered', `${this.name} was given ${room} ${facts[i].seq} after ${facts[i - 1].seq} in a page`);
  }

  #belonged(room, seq) {
    const runs = this.heardOf.get(room) ?? [];
    this.heardOf.set(room, runs);
    if (runs.at(-1)?.[1] === seq - 1) runs.at(-1)[1] = seq;
    else runs.push([seq, seq]);
  }
}
