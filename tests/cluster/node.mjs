import { Server } from '../browser/server.mjs';

/** One node of a cluster: `kotori serve` over a database and a bus that others share. */
export class Node extends Server {
  #command;

  constructor(binary, name, { database, bus, host = '127.0.0.1', inside = [], options = [], metrics, port = 0 }) {
    super('env', metrics ? [...options, '--metrics', `${host}:${metrics}`] : options, port);
    this.metrics = `http://${host}:${metrics}/metrics`;
    this.name = name;
    this.host = host;
    this.#command = [...inside, binary];
    Object.assign(this, { database, bus });
  }

  command() {
    return [...this.#command, 'serve', '--data', this.data, '--database', this.database, '--bus', this.bus, '--node', this.name];
  }
}
