import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { binary } from './scene.mjs';
import { within } from './within.mjs';

/** Runs the program to its end: {code, out, err}. */
export async function run(...args) {
  return result(args, spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** The same, in a process that may have so many files open. */
export async function runWithFiles(most, ...args) {
  return result(args, spawn('sh', ['-c', `ulimit -n ${most}; exec "$@"`, 'sh', binary, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

async function result(args, child) {
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  try {
    const [code] = await within(20, `${args} to end`, once(child, 'close'));
    return { code, ...said };
  } finally {
    child.kill('SIGKILL');
  }
}
