import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from '../browser/server.mjs';
import { Storm } from '../checker/storm.mjs';
import { JsonClient } from '../sockets/clients.mjs';
import { Wire } from '../sockets/wire.mjs';

export const [binary = process.env.KOTORI_BINARY, shiftedClock = process.env.KOTORI_SHIFTED_CLOCK] = process.argv.slice(2);

/** `./run faults` asks for very many where every day a few are enough. */
export const long = process.env.KOTORI_FAULTS === 'long';

/** What this system does not let us do is not tested, and said so. */
export const cannot = {
  trace: spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status !== 0 && 'strace cannot be used here',
  mount: spawnSync('unshare', ['-Urm', 'true']).status !== 0 && 'no namespaces may be made here',
};

/** `kotori serve`, itself or by way of what stands in `by` when it starts: another program, NAME=VALUE for its environment. */
export class Program extends Server {
  by = [];

  constructor(options = []) {
    super('env', ['--loops', '2', ...options]);
  }

  command() {
    return [...this.by, binary, ...super.command()];
  }

  get database() {
    return join(this.data, 'kotori.db');
  }

  get #isTraced() {
    return this.by[0] === 'strace';
  }

  /** The server itself, not who traces it; 0 when it has ended. */
  get pid() {
    const parent = super.pid;
    return this.#isTraced ? Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')) : parent;
  }

  /** Who traces it ends when it does. */
  async end(signal) {
    if (!this.#isTraced) return super.end(signal);
    try {
      if (this.pid) process.kill(this.pid, signal);
    } catch {
      // it has ended already
    }
    return super.end(0);
  }
}

/** strace that does this to these calls: traced('fdatasync', 'error=EIO:when=20'). Leaks cannot be looked for meanwhile. */
export function traced(calls, harm) {
  const leaks = ['-E', `ASAN_OPTIONS=${process.env.ASAN_OPTIONS ?? ''}:detect_leaks=0`];
  return ['strace', '-f', '-qqq', '-o', '/dev/null', ...leaks, '-e', `trace=${calls}`, '-e', `inject=${calls}:${harm}`];
}

/** A test with a server, and with those who come to it. At its end all are gone, and the database is sound. */
export function fault(sentence, play, { by = [], options = [], skip = false, seconds = 120, sound = true } = {}) {
  test(sentence, { timeout: (long ? 30 : 1) * seconds * 1000, skip }, async () => {
    const histories = mkdtempSync(join(tmpdir(), 'kotori-faults-'));
    const server = new Program(options);
    server.by = typeof by === 'function' ? by(server) : by;
    const guests = [];
    const invited = async (coming) => {
      guests.push(await coming);
      return guests.at(-1);
    };
    const cast = {
      server,
      json: (options) => invited(JsonClient.connects(server.address, options)),
      wire: (bytes) => invited(Wire.connects(server.address, bytes)),
      storm: async (options) => {
        const storm = new Storm(server.address, { histories, devices: 6, rooms: 2, count: 1e9, ...options });
        guests.push({ vanishes: () => storm.stops() });
        await storm.begins();
        return storm;
      },
    };
    try {
      await server.start();
      await play(cast);
      for (const guest of guests) guest.vanishes();
      await server.end('SIGKILL');
      if (sound) assertSound(server);
      rmSync(histories, { recursive: true });
    } finally {
      for (const guest of guests) guest.vanishes();
      await server.tidy();
    }
  });
}

/** SQLite finds nothing wrong with what a server has left, nor does the program. */
export function assertSound(server) {
  assert.equal(execFileSync('sqlite3', [server.database, 'PRAGMA integrity_check'], { encoding: 'utf8' }), 'ok\n');
  assertVerified(server.data);
}

/** The program finds nothing; `by` way of what it looks. */
export function assertVerified(data, ...by) {
  const { status, stdout, stderr } = spawnSync('env', [...by, binary, 'verify', '--data', data], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

/** The verdict of the checker, with where its histories are when it is not good. */
export function assertKept(found, storm) {
  assert.deepEqual(found.slice(0, 10), [], `seed ${storm.seed}`);
}
