// A chat that one machine has served moves into PostgreSQL, where several do.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from '../browser/server.mjs';
import { JsonClient } from '../sockets/clients.mjs';
import { within } from '../sockets/within.mjs';
import { Node } from './node.mjs';
import { Postgres, programsOfPostgres } from './postgres.mjs';
import { binary, until } from './scene.mjs';
import { freePort } from './service.mjs';

const everything = 'SELECT (SELECT count(*) FROM kotori.people) + (SELECT count(*) FROM kotori.facts)';

/** A chat in a directory, which `server` serves, an empty `postgres`, and `run` for commands; `node` serves the latter. */
function moving(sentence, play) {
  test(sentence, { timeout: 120_000, skip: !programsOfPostgres() && 'there is no postgresql here' }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kotori-moving-'));
    chmodSync(directory, 0o711); // PostgreSQL runs as another user
    mkdirSync(join(directory, 'database'));
    const server = new Server(binary, ['--loops', '1']);
    const postgres = new Postgres(join(directory, 'database'), await freePort());
    let node;
    const guests = [];
    const cast = {
      server,
      postgres,
      json: async (place, options) => {
        guests.push(await JsonClient.connects(place.address, options));
        return guests.at(-1);
      },
      node: async () => {
        node = new Node(binary, 'n1', { database: postgres.url, bus: 'none', options: ['--loops', '1'] });
        return node.start();
      },
    };
    try {
      await postgres.make();
      await play(cast);
      for (const guest of guests) guest.vanishes();
      if (node) assert.equal(await node.end('SIGTERM'), 0);
    } finally {
      for (const guest of guests) guest.vanishes();
      await node?.tidy();
      await server.tidy();
      await postgres.end('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

function begin(args, environment = {}) {
  const child = spawn(binary, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  return { child, ended: within(60, `${args} to end`, once(child, 'close')).then(([code, signal]) => ({ code, signal, ...said })) };
}
const run = (args, environment) => begin(args, environment).ended;

const moves = (server, postgres) => run(['move', '--from', `sqlite:${server.data}`, '--to', postgres.url]);

async function done(running) {
  const { code, out, err } = await running;
  assert.equal(code, 0, out + err);
  return out;
}

/** Refused in one line, in which no password is. */
async function refused(running, why, code = 1) {
  const said = await running;
  assert.equal(said.code, code, said.out + said.err);
  assert.match(said.err, /^[^\n]+\n$/);
  assert.match(said.err, why);
  assert.doesNotMatch(said.err, /:[0-9a-f]{32}@/);
}

async function says(client, texts) {
  for (const text of texts) assert.equal((await client.asks(client.say(text, text.replaceAll(' ', '-')))).type, 'ok');
}
const kept = (facts) => facts.map((fact) => ({ ...fact, user: fact.user.name }));

moving('a chat that is moved is gone on with, by those who were there, where they were', async ({ server, postgres, node, json }) => {
  await server.start();
  const ann = await json(server);
  const bob = await json(server);
  const { user, epoch } = await ann.enters();
  await bob.enters();
  await says(ann, ['first', 'second', 'third']);
  const renamed = await ann.asks({ type: 'rename', client_id: 'r', name: 'Ann' });
  assert.equal(renamed.type, 'ok', JSON.stringify(renamed));
  const kinds = [
    { type: 'edit', seq: 1, text: 'the first' },
    { type: 'react', seq: 1, emoji: '🐦' },
    { type: 'react', seq: 2, emoji: '🐦' },
    { type: 'unreact', seq: 2, emoji: '🐦' },
    { type: 'pin', seq: 1 },
    { type: 'pin', seq: 2 },
    { type: 'unpin', seq: 2 },
    { type: 'delete', seq: 3 },
    { type: 'say', text: 'a reply', reply_to: 1 },
  ];
  for (const [i, command] of kinds.entries()) assert.equal((await ann.asks({ room: 'lobby', client_id: `k${i}`, ...command })).type, 'ok', command.type);
  const opened = await ann.asks({ type: 'open', client_id: 'o', room: 'Garden', topic: 'roses' });
  assert.equal(opened.type, 'ok', JSON.stringify(opened));
  for (const [i, command] of [{ type: 'topic', topic: 'grass' }, { type: 'say', text: 'in the garden' }].entries())
    assert.equal((await ann.asks({ room: 'Garden', client_id: `g${i}`, ...command })).type, 'ok', command.type);
  for (const type of ['join', 'leave']) assert.equal((await bob.asks({ type, room: 'Garden', client_id: type })).type, 'ok');
  ann.begins({ type: 'read', room: 'lobby', seq: 5 });
  const history = await ann.history();
  const last = history.at(-1);
  await says(bob, ['missed by ann']);

  await refused(moves(server, postgres), /in use by another kotori/);
  await server.end('SIGTERM');
  assert.match(await done(moves(server, postgres)), /^postgres:\/\/127\.0\.0\.1:\d+\/kotori holds what was in .+: 2 rooms, 19 facts, 2 people\nStart nodes/);
  assert.match(await done(run(['verify', '--database', postgres.url])), /^ok: 2 rooms/);
  assert.match(await done(run(['verify'], { KOTORI_DATABASE: postgres.url })), /^ok: 2 rooms/);
  assert.match(await done(run(['verify', '--data', server.data], { KOTORI_DATABASE: 'postgres://nobody' })), /^ok: 2 rooms/);

  const place = await node();
  const back = await json(place, { cookie: ann.cookie });
  const welcome = await back.asks({ type: 'hello', device: 'd1', resume: { epoch, rooms: [{ room: 'lobby', seq: last.seq, at: last.at }] } });
  assert.deepEqual([welcome.type, welcome.epoch, welcome.user], ['welcome', epoch, { ...user, name: 'Ann' }]);
  const missed = await back.hearsOf('said');
  assert.deepEqual([missed.seq, missed.text], [last.seq + 1, 'missed by ann']);
  assert.equal((await back.asks(back.say('first', 'first'))).seq, 1);
  assert.equal((await back.asks(back.say('here', 'new'))).seq, last.seq + 2);
  const there = await back.history();
  assert.deepEqual(kept(there).slice(0, history.length), kept(history));
  assert.match(await done(run(['verify', '--database', postgres.url])), /^ok: 2 rooms/);

  await refused(run(['serve', '--data', server.data, '--listen', '127.0.0.1:0']), /was moved to postgres:\/\/127\.0\.0\.1:\d+\/kotori: serve that with --database/);
});

moving('a chat is moved once, and only into an empty database', async ({ server, postgres, node }) => {
  await server.start();
  await server.end('SIGTERM');
  await done(moves(server, postgres));
  await refused(moves(server, postgres), /this chat is there already/);
  await postgres.ask('CREATE DATABASE other', 'postgres');
  await refused(run(['move', '--from', `sqlite:${server.data}`, '--to', `${postgres.url.slice(0, -'kotori'.length)}other`]), /was moved to postgres/);
  rmSync(join(server.data, 'moved-to'));
  await postgres.ask("UPDATE kotori.log SET epoch = 'another', newcomers = 1");
  await refused(moves(server, postgres), /somebody has been there: a chat moves into an empty database/);
  assert.ok(!existsSync(join(server.data, 'moved-to')));
  await postgres.ask('DROP SCHEMA kotori CASCADE');
  await node();
  await refused(moves(server, postgres), /the node n1 serves it/);
});

moving('what cannot be moved is refused in one line', async ({ server, postgres }) => {
  await server.start();
  await server.end('SIGTERM');
  await refused(run(['move', '--from', postgres.url, '--to', `sqlite:${server.data}`]), /moves from sqlite:DIR to postgres:/);
  await refused(run(['move', '--from', server.data, '--to', postgres.url]), /--from: a chat moves from sqlite:DIR/);
  await refused(run(['move', '--from', `sqlite:${server.data}`, '--to', 'mysql://db/kotori']), /--to: a chat moves to postgres:/);
  await refused(run(['move', '--from', `sqlite:${server.data}-not`, '--to', postgres.url]), /there is no database/);
  await refused(run(['move', '--from', `sqlite:${server.data}`, '--to', 'postgres://kotori:secret@127.0.0.1:1/kotori']), /port 1 failed: Connection refused/);
  await refused(run(['backup', '--database', postgres.url, 'x']), /pg_dump or pg_basebackup/);
  await refused(run(['backup', 'x'], { KOTORI_DATABASE: postgres.url }), /pg_dump or pg_basebackup/);
  await refused(run(['restore', '--database', postgres.url, 'x']), /PostgreSQL's own tools/);
  await refused(run(['verify', '--database', postgres.url]), /there is no chat in it/);
  assert.deepEqual(readdirSync(server.data).filter((name) => name === 'moved-to'), []);
  await server.start(); // it is served as before
});

moving('a move that is killed at any moment has moved nothing, and can be done again', async ({ server, postgres, json }) => {
  await server.start();
  const ann = await json(server);
  await ann.enters();
  for (let i = 0; i < 4; ++i) await Promise.all(Array.from({ length: 200 }, (_, j) => ann.asks(ann.say(`text ${i} ${j}`, `c${i}-${j}`))));
  const { length } = await ann.history();
  await server.end('SIGTERM');
  const killedWhen = async (isTime) => {
    const move = begin(['move', '--from', `sqlite:${server.data}`, '--to', postgres.url]);
    isTime(move.child, () => move.child.kill('SIGKILL'));
    const wasDone = (await move.ended).code === 0;
    const all = await postgres.ask(everything).catch((error) => (/does not exist/.test(error) ? '0' : Promise.reject(error)));
    // Marked, and everything is there: it was kept, and could not say so any more.
    if (wasDone || (existsSync(join(server.data, 'moved-to')) && all !== '0')) return false;
    assert.equal(all, '0');
    return true;
  };
  assert.ok(await killedWhen((child, kill) => child.stderr.on('data', (said) => `${said}`.includes('verified now') && kill())));
  for (let after = 100; await killedWhen((_, kill) => setTimeout(kill, after)); ) after *= 1.5;
  assert.equal(await postgres.ask(everything), `${length + 1}`);
  assert.match(readFileSync(join(server.data, 'moved-to'), 'utf8'), /^postgres:\/\/127\.0\.0\.1:\d+\/kotori\n$/);
  await refused(moves(server, postgres), /this chat is there already/);
});

moving('a restored database begins anew, and one that is damaged does not', async ({ server, postgres, node, json }) => {
  const first = await node();
  const ann = await json(first);
  const { epoch } = await ann.enters();
  await says(ann, ['before']);
  await refused(run(['restore', '--database', postgres.url]), /the node n1 serves it/);
  ann.vanishes();
  await first.end('SIGTERM');
  assert.match(await done(run(['restore', '--database', postgres.url])), /a new epoch, everybody begins anew: 1 room, 1 fact, 1 person/);
  await first.start();
  const again = await json(first, { cookie: ann.cookie });
  assert.notEqual((await again.enters()).epoch, epoch);
  await postgres.ask('UPDATE kotori.rooms SET head = 9');
  const { code, out, err } = await run(['verify', '--database', postgres.url]);
  assert.deepEqual([code, out, err], [1, 'room "lobby": head is 9, should be 1, its last fact\n', 'kotori: the database: 1 thing is wrong\n']);
  await postgres.ask('UPDATE kotori.rooms SET head = 1');
  await until(async () => (await run(['verify', '--database', postgres.url])).code === 0, 'it to be right again');
});
