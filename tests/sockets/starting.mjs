import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { EchoServer } from './echo_scene.mjs';
import { run } from './program.mjs';
import { binary, scene } from './scene.mjs';

function assertOneLine({ code, out, err }, matching) {
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(err, /^[^\n]+\n$/);
  assert.match(err, matching);
}

scene('a second server on the same port says so in one line', async ({ server }) => {
  const { host } = new URL(server.address);
  assertOneLine(await run('serve', '--listen', host, '--data', join(server.data, 'other')), new RegExp(`${host}.*in use`));
});

test('a server shares a port only if it was told to', async () => {
  const [exclusive, shared] = [new EchoServer(binary), new EchoServer(binary, ['--share-port'])];
  try {
    for (const server of [exclusive, shared]) await server.start();
    const at = ({ address }) => new URL(address).host;
    assertOneLine(await run('echo', '--listen', at(exclusive), '--loops', '1'), /in use/);
    assertOneLine(await run('echo', '--listen', at(shared), '--loops', '1'), /in use/);
  } finally {
    for (const server of [exclusive, shared]) await server.tidy();
  }
});

scene('a second server on the same data says so in one line', async ({ server }) => {
  assertOneLine(await run('serve', '--listen', '127.0.0.1:0', '--data', server.data), /in use by another kotori/);
});

scene('what it keeps is readable by its owner alone', async ({ server }) => {
  for (const name of ['kotori.db', 'session.key']) assert.equal(statSync(join(server.data, name)).mode & 0o077, 0, name);
});

test('a port that another program has is said in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const listen = `127.0.0.1:${other.address().port}`;
    assertOneLine(await run('serve', '--listen', listen, '--data', '/nonexistent/never-made/kotori'), /in use|cannot/);
  } finally {
    other.close();
  }
});

test('data that cannot be kept is said in one line', async () => {
  assertOneLine(await run('serve', '--listen', '127.0.0.1:0', '--data', '/dev/null/kotori'), /the data directory \/dev\/null\/kotori cannot be made/);
});

test('an address that cannot be listened on is said clearly', async () => {
  for (const listen of ['here', '127.0.0.1', '127.0.0.1:', '127.0.0.1:port', '127.0.0.1:65536', '127.0.0.1:-1', '300.0.0.1:80', '[::1:80', '']) {
    const { code, out, err } = await run('serve', '--listen', listen);
    assert.equal(code, 2, listen);
    assert.equal(out, '', listen);
    assert.match(err, /--listen/, listen);
  }
});

test('an origin that none is, is said clearly', async () => {
  for (const origin of ['chat.example', 'https://chat.example/', 'https://ann@chat.example', 'https://chat.example:0', 'null', '*', '']) {
    const { code, out, err } = await run('serve', '--allow-origin', 'https://fine.example', '--allow-origin', origin);
    assert.equal(code, 2, origin);
    assert.equal(out, '', origin);
    assert.match(err, /^--allow-origin: .*; write it as https:\/\/chat\.example\n/, origin);
  }
});

test('there may be as many as 256 loops', async () => {
  const { code, err } = await run('serve', '--loops', '256', '--listen', 'here');
  assert.equal(code, 2);
  assert.match(err, /^--listen: /); // the number was taken
});

test('a wrong flag, a wrong value and no command are said clearly', async () => {
  for (const args of [['serve', '--lisen', 'x'], ['serve', '--loops', '-1'], ['serve', '--loops', '257'], ['serve', '--loops', 'many'],
    ['serve', '--web', '/nowhere'], ['serve', '--max-connections', '0'], ['serve', '--max-connections-per-address', '0'],
    ['serve', '--trusted-proxy', 'here'], ['serve', '--trusted-proxy', '10.0.0.1/8'], ['serve', '--metrics', '9464'], ['serve', '--max-messages-per-second', '0'],
    ['serve', '--listen'], ['serve', '--data', ''], ['serve', 'extra'], ['sevre'],
    ['verify', 'a', 'b'], ['verify', '--data', ''], ['verify', ''], ['backup'], ['backup', ''], ['backup', '--data', 'x'], ['restore'], ['restore', 'a', '--listen', 'x'],
    ['new'], ['new', ''], ['new', 'a', 'b'],
    ['echo', '--max-message-bytes', '0'], ['echo', '--max-message-bytes', '1e3'], ['echo', '--tls-cert', 'x'], ['echo', '--data', 'x'], [], ['--nonsense']]) {
    const { code, out, err } = await run(...args);
    assert.equal(code, 2, `${args}`);
    assert.equal(out, '', `${args}`);
    assert.match(err, /^\S[^\n]+\n(Run with --help for more information\.\n)?$/, `${args}`);
  }
  assert.equal(existsSync('kotori-data'), false);
});

test('--help and --version say what they should', async () => {
  const help = await run('--help');
  assert.equal(help.code, 0);
  for (const command of ['serve', 'verify', 'backup', 'restore', 'echo', 'new', 'bench']) assert.match(help.out, new RegExp(`^ +${command} `, 'm'));
  const serve = await run('serve', '--help');
  assert.equal(serve.code, 0);
  for (const flag of ['--listen', '--data', '--loops', '--web', '--max-connections', '--max-connections-per-address', '--allow-origin',
    '--trusted-proxy', '--max-messages-per-second', '--metrics'])
    assert.ok(serve.out.includes(flag), flag);
  for (const command of ['verify', 'backup', 'restore']) {
    const { code, out } = await run(command, '--help');
    assert.equal(code, 0);
    for (const word of ['FILE', '--data', 'kotori-data', `kotori ${command} --data`]) assert.ok(out.includes(word), `${command}: ${word}`);
  }
  const begun = await run('new', '--help');
  assert.equal(begun.code, 0);
  assert.match(begun.out, /DIR/);
  const echo = await run('echo', '--help');
  assert.equal(echo.code, 0);
  for (const flag of ['--listen', '--max-message-bytes', '--compress', '--no-limits', '--tls-cert', '--tls-key']) assert.ok(echo.out.includes(flag), flag);
  const version = await run('--version');
  assert.equal(version.code, 0);
  assert.match(version.out, /^kotori \d+\.\d+\.\d+\n$/);
});

test('what only several nodes have is not taken without their database', async () => {
  for (const flags of [['--bus', 'nats://127.0.0.1'], ['--node', 'n1'], ['--bus-ca', '/etc/hostname']]) {
    const { code, out, err } = await run('serve', '--listen', '127.0.0.1:0', ...flags);
    assert.deepEqual([code, out], [2, ''], flags[0]);
    assert.match(err, new RegExp(`^${flags[0]} requires --database`), flags[0]);
  }
});

test('a database that cannot be reached is said in one line, without its password', async () => {
  for (const database of ['postgres://kotori:s3cret@127.0.0.1:1/kotori', 'host=127.0.0.1 port=1 user=kotori password=s3cret']) {
    const said = await run('serve', '--listen', '127.0.0.1:0', '--database', database);
    assertOneLine(said, /127\.0\.0\.1/);
    assert.doesNotMatch(said.err, /s3cret/);
  }
});

test('a database that is none is said in one line', async () => {
  assertOneLine(await run('serve', '--listen', '127.0.0.1:0', '--database', 'nonsense://here'), /database|nonsense/);
});
