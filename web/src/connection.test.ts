import { describe, expect, it } from 'vitest';
import { delayAfter, isFinal } from './backoff';
import { Connection, type ConnectionState } from './connection';
import type { News, Resume, Welcome } from './protocol';
import { said } from './testing/facts';
import { TestSurroundings } from './testing/surroundings';

class Caller {
  surroundings = new TestSurroundings();
  state: ConnectionState = 'waiting';
  welcomes: Welcome[] = [];
  events: News[] = [];
  known: Resume | undefined;
  signedOut = false;
  connection = new Connection('device', this.surroundings, {
    changed: (state) => { this.state = state; },
    resume: () => this.known,
    welcomed: (welcome) => this.welcomes.push(welcome),
    heard: (event) => this.events.push(event),
    signedOut: () => { this.signedOut = true; },
  });

  get socket() { return this.surroundings.socket; }
  get openSockets() { return this.surroundings.sockets.filter(({ closed }) => !closed).length; }
}

async function connected(): Promise<Caller> {
  const caller = new Caller();
  caller.connection.connect();
  await caller.socket.welcomes();
  return caller;
}

const say = { type: 'say', room: 'lobby', client_id: 'a', text: 'hi' } as const;

describe('coming back', () => {
  it('waits longer after each failure, up to fifteen seconds, at random', () => {
    expect([0, 1, 2, 3, 10].map((failures) => delayAfter(failures, 0.999))).toEqual([499.5, 999, 1998, 3996, 14985]);
    expect(delayAfter(10, 0)).toBe(0);
  });

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 4000, 4499])('follows a close with %i', (code) => {
    expect(isFinal(code)).toBe(false);
  });

  it.each([1002, 1003, 1007, 1008, 1009, 4500, 4999])('does not follow a close with %i', (code) => {
    expect(isFinal(code)).toBe(true);
  });
});

describe('a connection', () => {
  it('says hello first, and is connected when it is welcomed', async () => {
    const caller = new Caller();
    caller.connection.connect();
    await caller.socket.opens();
    expect(caller.socket.frames).toEqual([{ type: 'hello', id: '1', device: 'device' }]);
    expect(caller.state).toBe('connecting');
    await caller.socket.welcomes();
    expect(caller.state).toBe('connected');
  });

  it('hands each answer to its question, and events to the listener', async () => {
    const caller = await connected();
    const answer = caller.connection.ask(say);
    await caller.socket.says(said(1));
    await caller.socket.says({ type: 'ok', id: caller.socket.last('say').id, seq: 1 });
    expect(await answer).toMatchObject({ type: 'ok', seq: 1 });
    expect(caller.events).toMatchObject([{ type: 'said', seq: 1 }]);
  });

  it('ignores what it does not understand', async () => {
    const caller = await connected();
    for (const message of [{ type: 'party' }, ['x'], { type: 'ok', id: '99' }]) await caller.socket.says(message);
    expect(caller.state).toBe('connected');
    expect(caller.events).toEqual([]);
  });

  it('answers nothing when it is lost, and comes back with jitter', async () => {
    const caller = await connected();
    const answer = caller.connection.ask(say);
    await caller.socket.breaks(1006);
    expect(await answer).toBeUndefined();
    expect(caller.state).toBe('waiting');
    await caller.surroundings.turn(249);
    expect(caller.surroundings.sockets).toHaveLength(1);
    await caller.surroundings.turn(1);
    expect(caller.surroundings.sockets).toHaveLength(2);
  });

  it('forgets its failures only after it has been steady', async () => {
    const caller = await connected();
    await caller.socket.breaks(1006);
    await caller.surroundings.turn(250);
    await caller.socket.welcomes();
    await caller.socket.breaks(1006);
    await caller.surroundings.turn(499);
    expect(caller.surroundings.sockets).toHaveLength(2);
    await caller.surroundings.turn(1);
    await caller.socket.welcomes();
    await caller.surroundings.turn(10_000);
    await caller.socket.breaks(1006);
    await caller.surroundings.turn(250);
    expect(caller.surroundings.sockets).toHaveLength(4);
  });

  it('stops on a final close until somebody connects it', async () => {
    const caller = await connected();
    await caller.socket.breaks(4500);
    await caller.surroundings.turn(60_000);
    caller.connection.wake();
    expect(caller.state).toBe('stopped');
    expect(caller.surroundings.sockets).toHaveLength(1);
    expect(caller.signedOut).toBe(false);
    caller.connection.connect();
    expect(caller.state).toBe('connecting');
  });

  it('tells when its session has ended', async () => {
    const caller = await connected();
    await caller.socket.breaks(4501);
    expect([caller.signedOut, caller.state]).toEqual([true, 'stopped']);
  });

  it('stops when its hello is refused for good', async () => {
    const caller = new Caller();
    caller.connection.connect();
    await caller.socket.opens();
    await caller.socket.says({ type: 'refused', id: '1', code: 'no', message: 'no', retryable: false });
    expect(caller.state).toBe('stopped');
  });

  it('comes back at once when it is woken', async () => {
    const caller = await connected();
    await caller.socket.breaks(1012);
    caller.connection.wake();
    caller.connection.wake();
    expect(caller.surroundings.sockets).toHaveLength(2);
    await caller.surroundings.turn(20_000);
    expect(caller.openSockets).toBeLessThanOrEqual(1);
  });

  it('gives up a socket that never opens', async () => {
    const caller = new Caller();
    caller.connection.connect();
    await caller.surroundings.turn(15_000);
    expect(caller.socket.closed).toBe(true);
    expect(caller.state).toBe('waiting');
  });

  it('gives up a socket that owes an answer', async () => {
    const caller = await connected();
    void caller.connection.ask(say);
    await caller.surroundings.turn(15_000);
    expect(caller.surroundings.sockets[0]?.closed).toBe(true);
  });

  it('judges by the clock when it is woken, not by timers that slept', async () => {
    const caller = await connected();
    void caller.connection.ask(say);
    caller.surroundings.sleep(3_600_000);
    caller.connection.wake();
    expect(caller.surroundings.sockets.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('keeps a socket that has nothing to say but its heartbeats', async () => {
    const caller = await connected();
    for (let beat = 0; beat < 10; ++beat) {
      await caller.surroundings.turn(25_000);
      await caller.socket.says({ type: 'heartbeat', rooms: [] });
    }
    expect([caller.surroundings.sockets.length, caller.state]).toEqual([1, 'connected']);
  });

  it('gives up a socket whose heart has stopped, two and a half beats later', async () => {
    const caller = await connected();
    await caller.socket.says({ type: 'heartbeat', rooms: [] });
    await caller.surroundings.turn(62_499);
    expect(caller.state).toBe('connected');
    await caller.surroundings.turn(1);
    expect([caller.surroundings.sockets[0]?.closed, caller.state]).toEqual([true, 'waiting']);
  });

  it('says in its hello how far one has come', async () => {
    const caller = await connected();
    caller.known = { epoch: 'first', rooms: [{ room: 'lobby', seq: 7, at: 1 }] };
    await caller.socket.breaks(4008);
    caller.connection.wake();
    await caller.socket.opens();
    expect(caller.socket.last('hello').resume).toEqual(caller.known);
  });

  it('makes remarks only while it is connected, and waits for no answer', async () => {
    const caller = await connected();
    caller.connection.remark({ type: 'typing', room: 'lobby' });
    expect(caller.socket.asked('typing')).toHaveLength(1);
    await caller.surroundings.turn(20_000);
    expect(caller.state).toBe('connected');
    await caller.socket.breaks(1006);
    caller.connection.remark({ type: 'typing', room: 'lobby' });
    expect(caller.socket.asked('typing')).toHaveLength(1);
  });
});
