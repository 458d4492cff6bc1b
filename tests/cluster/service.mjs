import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { within } from '../sockets/within.mjs';

/** A port that nobody has at the moment. */
export async function freePort(host = '127.0.0.1') {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * A program that serves at one address, and can be stopped, killed and started again. `inside` is what runs it where it
 * lives: nothing, or `ip netns exec NAME`.
 */
export class Service {
  #process;
  #ended;
  settings = {};

  constructor(directory, port, { host = '127.0.0.1', inside = [] } = {}) {
    Object.assign(this, { directory, port, host, inside });
  }

  async start() {
    const [program, ...args] = [...this.inside, ...this.command()];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: this.directory });
    this.#process = child;
    this.#ended = once(child, 'exit');
    this.#ended.catch(() => {}); // told below
    await within(30, `${program} to start`, this.#untilReady(child, program));
    return this;
  }

  get runs() {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }
  get pid() {
    return this.#process.pid;
  }

  signal(signal) {
    this.#process.kill(signal);
  }

  async end(signal = 'SIGTERM') {
    if (!this.runs) return;
    this.#process.kill('SIGCONT');
    this.#process.kill(signal);
    const deadline = setTimeout(() => this.#process.kill('SIGKILL'), 15_000);
    await this.#ended.finally(() => clearTimeout(deadline));
  }

  #untilReady(child, program) {
    return new Promise((resolve, reject) => {
      let said = '';
      const read = (chunk) => {
        said = (said + chunk).slice(-65_536);
        if (this.isReady(said)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${program} ended with ${code}:\n${said}`)));
    });
  }
}
