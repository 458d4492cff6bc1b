import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Front, hasFront } from './front.mjs';
import { Nats, hasNats } from './nats.mjs';
import { Node } from './node.mjs';
import { Postgres, programsOfPostgres } from './postgres.mjs';
import { freePort } from './service.mjs';

/** What a cluster needs and this machine does not have; empty: nothing. */
export const missing = [!programsOfPostgres() && 'postgresql', !hasNats && 'nats-server', !hasFront && 'haproxy'].filter(Boolean).join(', ');

/** A PostgreSQL, a NATS, nodes and a front before them, all of them this machine's alone and gone at the end. */
export class Cluster {
  directory = mkdtempSync(join(tmpdir(), 'kotori-cluster-'));
  nodes = [];

  /** `network` is where they live, see network.mjs; none: all on loopback. `bus`: 'nats', 'postgres' or 'none'. */
  constructor(binary, { count = 3, bus = 'nats', network, options = [], metrics = false, frontPort } = {}) {
    Object.assign(this, { binary, count, busKind: bus, network, options, metrics, frontPort });
  }

  async start({ front = false } = {}) {
    chmodSync(this.directory, 0o711); // PostgreSQL runs as another user
    this.postgres = await this.#service(Postgres, 'database');
    await this.postgres.make();
    if (this.busKind === 'nats') await (this.nats = await this.#service(Nats, 'bus')).start();
    for (let i = 1; i <= this.count; ++i) await this.addNode(`n${i}`);
    if (front) {
      this.front = await this.#service(Front, 'front', this.frontPort);
      this.front.nodes = this.nodes;
      await this.front.start();
    }
    return this;
  }

  async addNode(name) {
    const place = this.network?.place(name) ?? {};
    const metrics = this.metrics && (await this.#port(place));
    const node = new Node(this.binary, name, { database: this.postgres.url, bus: this.nats?.url ?? this.busKind, options: this.options, metrics, ...place });
    this.nodes.push(node);
    await node.start();
    return node;
  }

  get addresses() {
    return this.nodes.map(({ address }) => address);
  }

  /** Asks everything to end, in good order, and gives the exit codes of the nodes that still ran. */
  async end() {
    await this.front?.end();
    const codes = await Promise.all(this.nodes.filter(({ runs }) => runs).map((node) => node.end('SIGTERM')));
    await this.tidy();
    return codes;
  }

  async tidy() {
    for (const node of this.nodes) await node.tidy();
    for (const service of [this.front, this.nats, this.postgres]) await service?.end('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #service(Kind, name, port) {
    const place = this.network?.place(name) ?? {};
    const directory = join(this.directory, name);
    mkdirSync(directory);
    return new Kind(directory, port ?? (await this.#port(place)), place);
  }

  // In a network of its own every port is free.
  async #port({ host }) {
    return host ? 4000 : freePort();
  }
}
