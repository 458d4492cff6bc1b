import { execFileSync, spawnSync } from 'node:child_process';

const deadEnd = '02:00:00:00:00:01'; // nobody's: what is sent there is lost without a word

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** That of addresses which nobody has here: who was killed has left theirs behind, and another run may have its own. */
function unusedPrefix() {
  const used = execFileSync('ip', ['-o', '-4', 'addr'], { encoding: 'utf8' });
  for (let i = 0; i < 256; ++i) if (!used.includes(` 10.77.${i}.`)) return `10.77.${i}`;
  throw new Error('all networks 10.77.0.0 to 10.77.255.0 are in use: `ip link del` the bridges kb... that are left');
}

/** False, or why no networks may be made here. */
export const cannotMakeNetworks = (() => {
  const name = `kotori-probe-${process.pid}`;
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return 'no network namespaces may be made here';
  const made = spawnSync('ip', ['-n', name, 'link', 'add', 'probe', 'type', 'veth', 'peer', 'name', 'other']).status === 0;
  spawnSync('ip', ['netns', 'del', name]);
  return made ? false : 'no virtual links may be made here';
})();

/**
 * A network in which each participant has a machine of its own, as far as it can tell: a network namespace on one
 * bridge. Between any two of them what is sent can be lost, in one direction or both; nobody is told.
 */
export class Network {
  static #made = 0;
  #id = `${process.pid % 100_000}x${Network.#made++}`; // the system takes its time to forget the links of the one before
  #prefix = unusedPrefix();
  #places = new Map(); // name -> number

  constructor() {
    ip('link', 'add', this.#bridge, 'type', 'bridge');
    ip('addr', 'add', `${this.#prefix}.254/24`, 'dev', this.#bridge);
    ip('link', 'set', this.#bridge, 'up');
  }

  get #bridge() {
    return `kb${this.#id}`;
  }
  #namespace(name) {
    return `kotori-${this.#id}-${name}`;
  }
  host(name) {
    return `${this.#prefix}.${this.#places.get(name)}`;
  }

  /** Where this one lives: {host, inside}. */
  place(name) {
    if (!this.#places.has(name)) this.#make(name);
    return { host: this.host(name), inside: ['ip', 'netns', 'exec', this.#namespace(name)] };
  }

  #make(name) {
    const number = this.#places.size + 1;
    const [namespace, outer] = [this.#namespace(name), `kv${this.#id}-${number}`];
    this.#places.set(name, number);
    ip('netns', 'add', namespace);
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    ip('link', 'set', outer, 'master', this.#bridge, 'up');
    ip('-n', namespace, 'addr', 'add', `${this.host(name)}/24`, 'dev', 'eth0');
    ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
  }

  /** From here on nothing that `from` sends reaches `to`. */
  loses(from, to) {
    ip('-n', this.#namespace(from), 'neigh', 'replace', this.host(to), 'lladdr', deadEnd, 'dev', 'eth0', 'nud', 'permanent');
  }
  /** Neither hears the other. */
  parts(one, other) {
    this.loses(one, other);
    this.loses(other, one);
  }
  /** What this one sends goes out at this rate, as `tc` writes it; what does not fit into a tenth of a second is lost. */
  slows(name, rate) {
    execFileSync('ip', ['netns', 'exec', this.#namespace(name), 'tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', 'tbf', 'rate', rate, 'burst', '16kb', 'latency', '100ms']);
  }
  /** All reaches everyone again. */
  heals() {
    for (const name of this.#places.keys()) {
      spawnSync('ip', ['netns', 'exec', this.#namespace(name), 'tc', 'qdisc', 'del', 'dev', 'eth0', 'root']);
      for (const other of this.#places.keys()) spawnSync('ip', ['-n', this.#namespace(name), 'neigh', 'del', this.host(other), 'dev', 'eth0']);
    }
  }

  tidy() {
    for (const name of this.#places.keys()) spawnSync('ip', ['netns', 'del', this.#namespace(name)]);
    spawnSync('ip', ['link', 'del', this.#bridge]);
  }
}
