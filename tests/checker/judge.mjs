import { answerTo, askedBy, factFor, printOf, shownBy, stateText, statesAfter } from './facts.mjs';
import { Story } from './story.mjs';

const everyone = 'lobby';
const enough = 100; // of one rule
const alwaysAFact = new Set(['say', 'edit', 'delete']);

/**
 * Reads what clients have written down, and says which rules were broken. It knows the protocol and nothing else.
 * First the history of each client, then `verdict()`. A history is any iterable of records, see history.mjs.
 */
export class Judge {
  found = []; // [{rule, what}]
  #stories = [];
  #told = new Map(); // epoch and room -> Map(seq -> {print, text, name})
  #shown = new Map(); // texts that an edit or a deletion has left: checked when everything is known
  #final = new Map(); // room -> all of its facts
  #epoch;
  #count = new Map(); // rule -> how often it was broken

  read(name, records) {
    const story = new Story(name, { report: (rule, what) => this.#report(rule, what), told: (teller, fact) => this.#tell(teller, fact) });
    for (const record of records) {
      story.tell(record);
      if (record.did === 'final') this.#end(story, record);
    }
    this.#stories.push(story);
  }

  verdict() {
    for (const [room, facts] of this.#final) {
      const byUser = this.#commandsOf(room);
      this.#complete(room, facts);
      this.#kept(room, facts, byUser);
      this.#membersOnly(room, facts);
    }
    for (const story of this.#stories) this.#inOrder(story);
    this.#texts();
    return this.found;
  }

  #report(rule, what) {
    const before = this.#count.get(rule) ?? 0;
    this.#count.set(rule, before + 1);
    if (before < enough) this.found.push({ rule, what });
  }

  #tell(story, fact) {
    const room = `${story.epoch} ${fact.room}`;
    if (!this.#told.has(room)) this.#told.set(room, new Map());
    const print = printOf(fact);
    const { text, by, deleted } = shownBy(fact);
    const known = this.#told.get(room).get(fact.seq);
    if (by || deleted) this.#shown.set(`${room} ${fact.seq} ${by} ${text}`, { name: story.name, fact, room, by, deleted });
    const original = by || deleted ? undefined : text;
    if (!known) return this.#told.get(room).set(fact.seq, { print, text: original, name: story.name });
    if (known.print !== print) this.#report('agreed', `${fact.room} ${fact.seq} is ${known.print} to ${known.name} and ${print} to ${story.name}`);
    known.text ??= original;
    if (original !== undefined && known.text !== original)
      this.#report('agreed', `${fact.room} ${fact.seq} says "${known.text}" to ${known.name} and "${original}" to ${story.name}`);
  }

  #end(story, { room, facts }) {
    this.#epoch = story.epoch;
    this.#final.set(room, facts);
    for (const fact of facts) this.#tell(story, fact);
  }

  #textOf(room, seq) {
    return this.#told.get(`${this.#epoch} ${room}`)?.get(seq)?.text;
  }

  #commandsOf(room) {
    return this.#stories.flatMap((story) => [...story.commands.values()].filter(({ command }) => (command.room ?? everyone) === room));
  }

  /** 1, 2, 3, ..., nothing was told that is not there, and the states are what the facts have made. */
  #complete(room, facts) {
    facts.forEach(({ seq }, i) => seq === i + 1 || this.#report('ordered', `at place ${i + 1} of ${room} stands seq ${seq}`));
    for (const [seq, { name }] of this.#told.get(`${this.#epoch} ${room}`) ?? [])
      if (seq > facts.length) this.#report('durable', `${name} was told ${room} ${seq}, which is not in the history of ${facts.length}`);
    for (const [seq, state] of statesAfter(facts)) {
      const said = facts[seq - 1];
      if (said?.type !== 'said') continue;
      if ((state.deleted !== undefined) !== (said.state?.deleted !== undefined)) this.#report('agreed', `${room} ${seq} is ${said.state?.deleted ? '' : 'not '}deleted`);
      else if (!state.deleted && stateText(state) !== stateText(said.state))
        this.#report('agreed', `the facts make ${stateText(state)} of ${room} ${seq}, and its state is ${stateText(said.state)}`);
    }
  }

  /** What was acknowledged is there as it was asked for; what is there was asked for, and by one command. */
  #kept(room, facts, asked) {
    const owner = new Map();
    const open = new Map(); // what was never answered may be there once: by what it asks for
    for (const each of asked) {
      const { command, by, acked, epoch, seq, at, refused } = each;
      const what = `${by.name}'s ${command.type} ${command.client_id}`;
      const print = askedBy(by.user, command);
      if (!acked || epoch !== this.#epoch) {
        if (!refused) open.set(print, [...(open.get(print) ?? []), command]);
        continue;
      }
      if (seq === undefined) continue;
      const fact = facts[seq - 1];
      if (!fact) this.#report('durable', `${what} was acknowledged as ${room} ${seq} and is lost`);
      else if (answerTo(fact) !== print || fact.at !== at || !this.#says(room, fact, command))
        this.#report('durable', `${what} was acknowledged as ${room} ${seq}, where ${answerTo(fact)} "${fact.text}" stands`);
      else if (owner.has(seq)) this.#report('exactly once', `${what} and ${owner.get(seq)} were both acknowledged as ${room} ${seq}`);
      owner.set(seq, what);
    }
    const users = new Set(this.#stories.map(({ user }) => user));
    for (const fact of facts) {
      if (owner.has(fact.seq) || !users.has(fact.user.id)) continue;
      const waiting = open.get(answerTo(fact)) ?? [];
      const at = waiting.findIndex((command) => this.#says(room, fact, command));
      if (at < 0) this.#report('exactly once', `nobody asked for ${room} ${fact.seq}: ${answerTo(fact)} "${fact.text}"`);
      else Object.assign(waiting.splice(at, 1)[0], { found: fact.seq });
    }
  }

  #says(room, { type, seq }, { text }) {
    if (type !== 'said' && type !== 'edited') return true;
    const original = this.#textOf(room, seq);
    return original === undefined || original === text;
  }

  /** Nobody heard or did anything in a room between leaving it and joining it. */
  #membersOnly(room, facts) {
    if (room === everyone) return;
    const stays = new Map();
    for (const { type, user, seq } of facts) {
      if (type === 'opened' || type === 'joined') stays.set(user.id, [...(stays.get(user.id) ?? []), [seq, Infinity]]);
      if (type === 'left' && stays.has(user.id)) stays.get(user.id).at(-1)[1] = seq;
    }
    const stayed = (user, from, to) => (stays.get(user) ?? []).some(([joined, left]) => joined <= from && to <= left);
    for (const { user, seq, type } of facts) if (!stayed(user.id, seq, seq)) this.#report('private', `${user.name} made ${room} ${seq}, a ${type}, and was no member`);
    for (const { name, user, heardOf, pages } of this.#stories) {
      for (const [from, to] of heardOf.get(room) ?? [])
        for (let seq = from; seq <= to; ++seq) if (!stayed(user, seq, seq)) this.#report('private', `${name} heard ${room} ${seq} and was no member`);
      const alone = this.#stories.filter((each) => each.user === user).length === 1;
      for (const page of pages) if (alone && page.room === room) this.#report('private', `${name} was given ${room} ${page.seq} and had not joined`);
    }
  }

  /**
   * What one device asked of a room was done in the order of its asking. Who asks again for what was so already, like being a member, may
   * be the cause of a fact later.
   */
  #inOrder({ name, commands }) {
    const last = new Map();
    for (const { command, again, acked, epoch, seq } of commands.values()) {
      if (again && !alwaysAFact.has(command.type)) continue;
      const place = acked && epoch === this.#epoch ? seq : command.found;
      if (place === undefined) continue;
      const room = command.room ?? everyone;
      const before = last.get(room);
      if (before && before.place > place) this.#report('ordered', `${name} asked ${before.client_id} before ${command.client_id}, and they are ${room} ${before.place} and ${place}`);
      last.set(room, { place, client_id: command.client_id });
    }
  }

  #texts() {
    for (const { name, fact, room, by, deleted } of this.#shown.values()) {
      if (room !== `${this.#epoch} ${fact.room}` || !this.#final.has(fact.room)) continue;
      const facts = this.#final.get(fact.room);
      const cause = deleted ? facts[deleted - 1]?.state?.deleted && facts[facts[deleted - 1].state.deleted - 1] : facts[by - 1];
      const right = cause?.message === (deleted ?? fact.seq) && (cause.type === 'deleted' ? fact.text === '' : cause.type === factFor.edit && this.#fits(cause, fact.text));
      if (!right) this.#report('agreed', `${fact.room} ${fact.seq} shows "${fact.text}" to ${name}, because of ${by ?? deleted}: ${cause && answerTo(cause)}`);
    }
  }

  #fits({ room, seq }, text) {
    return (this.#textOf(room, seq) ?? text) === text;
  }
}

/** What is wrong with these histories, [[name, records], ...]: [{rule, what}]. */
export function judge(histories) {
  const judge = new Judge();
  for (const [name, records] of histories) judge.read(name, records);
  return judge.verdict();
}
