import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { within } from '../sockets/within.mjs';

const { WebSocket } = createRequire(new URL('../../web/package.json', import.meta.url))('ws');
const execute = promisify(execFile);

/** What a command that succeeds has printed; fails with all that it said if it does not. */
export async function run(program, ...args) {
  try {
    return (await execute(program, args, { maxBuffer: 1 << 26 })).stdout;
  } catch (failure) {
    throw new Error(`${program} ${args.join(' ')}\n${failure.stdout}\n${failure.stderr}`);
  }
}

/** A project that `kotori new` has begun, and what its owner does with it. */
export class ChatProject {
  constructor(directory) {
    this.directory = directory;
    this.build_directory = join(directory, 'build', 'dev');
  }

  static async begin(kotori, directory) {
    await run(kotori, 'new', directory);
    return new this(directory);
  }

  configure(...settings) {
    return run('cmake', '-S', this.directory, '-B', this.build_directory, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', ...settings);
  }

  build(...targets) {
    return run('cmake', '--build', this.build_directory, ...targets.flatMap((target) => ['--target', target]));
  }

  test() {
    return run('ctest', '--test-dir', this.build_directory, '--output-on-failure');
  }

  async targets() {
    return (await run('ninja', '-C', this.build_directory, '-t', 'targets', 'all')).split('\n').map((line) => basename(line.split(':')[0]));
  }

  /** Has it ask for this version of the library. */
  asks_for(version) {
    const file = join(this.directory, 'CMakeLists.txt');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/find_package\(kotori \S+/, `find_package(kotori ${version}`));
  }

  async start() {
    const child = spawn(join(this.build_directory, basename(this.directory)), ['127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const address = new Promise((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (chunk) => {
        said += chunk;
        const [, endpoint] = said.match(/listening address=(\S+) /) ?? [];
        if (endpoint) resolve(`http://${endpoint}/`);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`ended with ${code} before it listened:\n${said}`)));
    });
    return new ChatServer(child, await within(20, 'to listen', address));
  }
}

class ChatServer {
  #child;

  constructor(child, address) {
    this.#child = child;
    this.address = address;
  }

  /** Says it in the chat, and gives what is heard next. */
  async says(text) {
    const socket = new WebSocket(new URL('/chat', this.address.replace('http', 'ws')));
    await within(20, 'to connect', once(socket, 'open'));
    socket.send(text);
    const [heard] = await within(20, 'to hear', once(socket, 'message'));
    socket.close();
    return `${heard}`;
  }

  async end() {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    const [code] = await ended.finally(() => clearTimeout(deadline));
    return code;
  }
}
