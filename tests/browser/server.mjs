import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real `kotori serve` with its data in a directory of its own; it can be stopped, killed and started again. */
export class Server {
  #command;
  #process;
  #ended;
  data = mkdtempSync(join(tmpdir(), 'kotori-test-'));
  host = '127.0.0.1';
  #port;
  address;

  /** Port 0: the first start lets the system choose, later ones keep it. */
  constructor(binary, options = [], port = 0) {
    this.#command = [binary, options];
    this.#port = port;
  }

  command() {
    return ['serve', '--data', this.data];
  }

  async start() {
    const [binary, options] = this.#command;
    const args = [...this.command(), '--listen', `${this.host}:${this.#port}`, ...options];
    this.#process = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.#process, 'exit');
    this.#ended.catch(() => {}); // a binary that is not there is reported by #announcedAddress
    this.address = await this.#announcedAddress();
    this.#port = Number(new URL(this.address).port);
    return this;
  }

  get port() {
    return this.#port;
  }

  /** Settles when the process has ended, of itself or not. */
  get ended() {
    return this.#ended;
  }

  get runs() {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  get pid() {
    return this.#process.pid;
  }

  /** Ends the process with `signal`, and gives its exit code: null if it had to be killed, as after ten seconds it is. */
  async end(signal) {
    const child = this.#process;
    child.kill(signal);
    const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const [code] = await this.#ended.finally(() => clearTimeout(deadline));
    return code;
  }

  /** Sends a signal that it survives. */
  signal(signal) {
    this.#process.kill(signal);
  }

  async tidy() {
    if (this.#process) await this.end('SIGKILL').catch(() => {}); // it may never have begun
    rmSync(this.data, { recursive: true, force: true });
  }

  #announcedAddress() {
    return new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk) => {
        output += chunk;
        const [address] = output.match(/(http|ws)s?:\/\/[\d.]+:\d+\/(?=\s)/) ?? [];
        if (address) resolve(address);
      };
      this.#process.stdout.on('data', read);
      this.#process.stderr.on('data', read);
      this.#process.once('error', reject);
      this.#process.once('exit', (code) => reject(new Error(`kotori ended with ${code} before it listened:\n${output}`)));
    });
  }
}
