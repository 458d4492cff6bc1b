import { Device } from '../checker/device.mjs';
import { Random } from '../checker/random.mjs';
import { within } from '../sockets/within.mjs';

const atOnce = 200;

/**
 * Very many people of the lobby, each with one device, spread over the nodes. Whoever is cut off comes to the next node
 * within a second. Each holds what it is told against the order, and how long it was away.
 */
export class Crowd {
  away = []; // milliseconds from a lost connection until it had been told everything, of each who came back
  wrong = []; // what anybody heard out of order, twice or never
  people = [];
  #random = new Random(1);

  constructor(addresses, count) {
    this.people = Array.from({ length: count }, (_, i) => new Person(this, i, addresses, () => this.#random.below(1000)));
  }

  async comes() {
    const all = this.people.values();
    const inTurn = async () => {
      for (const person of all) await person.comes();
    };
    await Promise.all(Array.from({ length: atOnce }, inTurn));
  }

  /** Those whose connection is at this node, or who are on their way. */
  at(node) {
    return this.people.filter(({ address }) => address === node.address);
  }

  /** Waits until everyone has heard this seq of the lobby. */
  hears(seq, seconds) {
    return within(seconds, `all ${this.people.length} to hear ${seq}`, Promise.all(this.people.map((person) => person.hears(seq, seconds))));
  }

  leaves() {
    for (const person of this.people) person.leaves();
  }
}

class Person {
  #crowd;
  #device;
  #addresses;
  #connections = 0;
  #heard; // the seq of the last fact
  #lost;

  constructor(crowd, number, addresses, comesBackAfter) {
    this.#crowd = crowd;
    this.#addresses = addresses;
    this.#connections = number;
    const history = { write: (record) => this.#notes(record), close() {} };
    this.#device = new Device(`p${number}`, { address: addresses, first: number, history, comesBackAfter });
  }

  async comes() {
    await this.#device.start();
    await this.#device.until(() => this.#heard !== undefined, 'to be told of the lobby');
  }

  get address() {
    return this.#addresses[this.#connections % this.#addresses.length];
  }

  hears(seq, seconds) {
    return this.#device.until(() => this.#heard >= seq, `to hear ${seq}`, seconds);
  }

  leaves() {
    this.#device.stop();
  }

  // What a device writes into its history.
  #notes({ did, ...record }) {
    if (did === 'lost') {
      this.#lost ??= performance.now();
      ++this.#connections;
    } else if (did === 'heard' && record.fact.room === 'lobby') {
      if (record.fact.seq !== this.#heard + 1) this.#crowd.wrong.push(`${this.#device.name}: ${record.fact.seq} after ${this.#heard}`);
      this.#heard = record.fact.seq;
    } else if (did === 'caught_up' && record.room === 'lobby') {
      if (record.seq !== (this.#heard ?? record.seq)) this.#crowd.wrong.push(`${this.#device.name}: caught up with ${record.seq} after ${this.#heard}`);
      this.#heard = record.seq;
      if (this.#lost !== undefined) this.#crowd.away.push(performance.now() - this.#lost);
      this.#lost = undefined;
    } else if (did === 'reset') {
      this.#crowd.wrong.push(`${this.#device.name}: reset`);
    }
  }
}
