import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Device } from './device.mjs';
import { History, recordsOf } from './history.mjs';
import { Judge } from './judge.mjs';
import { Random } from './random.mjs';
import { Talker } from './talker.mjs';

const twinEvery = 5;

/**
 * Very many devices that talk at once and lose their connections; every fifth belongs to the same person as the one
 * before. When they have finished, their histories are judged against what the server then has.
 */
export class Storm {
  devices = [];
  #talkers = [];
  #rooms;
  #random;
  #options;
  #host;

  /** `address`: of a server, or a list of those of its nodes. `histories` is a directory; `count` the facts that each device asks for. */
  constructor(address, { histories, devices = 10, rooms = 3, count = 100, window, weights, seed = Date.now() % 2 ** 32 }) {
    mkdirSync(histories, { recursive: true });
    this.#options = { address, histories, devices, count, window, weights };
    this.#rooms = Array.from({ length: rooms }, (_, i) => `room ${i}`);
    this.#random = new Random(seed);
    this.seed = seed;
  }

  /** Opens the rooms, and lets everyone in. */
  async begins() {
    this.#host = await this.#comes('host');
    for (const room of this.#rooms) this.#host.asks({ type: 'open', room });
    await this.#host.until(() => this.#host.unanswered.size === 0 && this.#rooms.every((room) => this.#host.seated.has(room)), 'for its rooms to open');
    for (let i = 0; i < this.#options.devices; ++i) {
      const { cookie } = i % twinEvery === 1 ? this.devices.at(-1) : {};
      const device = await this.#comes(`d${i}`, cookie);
      this.devices.push(device);
      device.asks({ type: 'join', room: this.#random.of(this.#rooms) });
      const random = new Random(this.#random.below(2 ** 32));
      this.#talkers.push(new Talker(device, random, this.#rooms, this.#options));
    }
  }

  get acknowledged() {
    return this.devices.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  get unanswered() {
    return this.devices.reduce((sum, { unanswered }) => sum + unanswered.size, 0);
  }

  /** Waits until so many commands have been acknowledged in all, or everything has been said. */
  async untilAcknowledged(count) {
    while (this.acknowledged < count && !this.#done) await this.#somethingIsAnswered(count);
  }

  /** Nobody asks for anything more. */
  calms() {
    for (const talker of this.#talkers) talker.stop();
  }

  /** Waits until all is answered and heard, ends everyone, and gives the judge's verdict: [{rule, what}]. */
  async ends() {
    for (const [i, talker] of this.#talkers.entries()) await this.devices[i].until(() => talker.done, 'to finish', 300);
    const everyone = [this.#host, ...this.devices];
    for (const room of ['lobby', ...this.#rooms]) {
      const { client_id } = this.#host.asks({ type: 'say', room, text: `the end of ${room}` });
      await this.#host.until(() => !this.#host.unanswered.has(client_id), 'to say the end');
      const { facts } = await this.#host.wantsToKnow({ type: 'history', room, limit: 1 });
      const end = facts[0].seq;
      const hears = (device) => device.until(() => !device.rooms.has(room) || device.reached.get(room)?.seq >= end, `to hear ${room} ${end}`);
      await Promise.allSettled(everyone.map(hears)); // the judge is told who did not
      for (const device of everyone) if (device.rooms.has(room)) device.notes({ did: 'awaited', room, seq: end });
    }
    for (const room of ['lobby', ...this.#rooms]) this.#host.notes({ did: 'final', room, facts: await this.#factsOf(room) });
    return this.verdict();
  }

  /** Ends everyone, and judges what they have so far. */
  verdict() {
    this.stops();
    const judge = new Judge();
    for (const { name } of [this.#host, ...this.devices]) judge.read(name, recordsOf(this.#pathFor(name)));
    return judge.verdict();
  }

  /** Ends everyone; once more does nothing. */
  stops() {
    for (const device of [this.#host, ...this.devices]) device?.stop();
  }

  get #done() {
    return this.#talkers.every(({ done }) => done);
  }

  #somethingIsAnswered(count) {
    const [busiest] = this.devices.filter(({ unanswered }) => unanswered.size > 0);
    return busiest ? busiest.until(() => this.acknowledged >= count || busiest.unanswered.size === 0, 'for anything to be acknowledged') : new Promise(setImmediate);
  }

  #pathFor(name) {
    return join(this.#options.histories, `${name}.jsonl`);
  }

  async #comes(name, cookie) {
    const comesBackAfter = () => this.#random.below(50);
    const device = new Device(name, { address: this.#options.address, first: this.devices.length, history: new History(this.#pathFor(name)), cookie, comesBackAfter });
    await device.start();
    return device;
  }

  async #factsOf(room) {
    const facts = [];
    for (let more = true; more; ) {
      const page = await this.#host.wantsToKnow({ type: 'history', room, after: facts.at(-1)?.seq ?? 0, limit: 100 });
      facts.push(...page.facts);
      more = page.more;
    }
    return facts;
  }
}
