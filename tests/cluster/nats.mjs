import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Service } from './service.mjs';

// Debian has it where root looks, and not everybody's PATH does.
const program = ['/usr/sbin/nats-server', '/usr/local/bin/nats-server', '/usr/bin/nats-server'].find(existsSync) ?? '';
export const hasNats = program !== '';

/** A NATS that keeps nothing; only who knows its token comes in. */
export class Nats extends Service {
  #token = randomBytes(16).toString('hex');

  get url() {
    return `nats://${this.#token}@${this.host}:${this.port}`;
  }
  command() {
    return [program, '-a', this.host, '-p', `${this.port}`, '--auth', this.#token];
  }
  isReady(said) {
    return said.includes('Server is ready');
  }
}
