import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { binary } from './scene.mjs';
import { within } from './within.mjs';

/** Runs the program to its end: {code, out, err}. */
export async function run(...args) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
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
