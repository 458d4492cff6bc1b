import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('two plain-text clients chat as in the guide', async ({ plain }) => {
  const [ann, bob] = [await plain(), await plain()];
  ann.says('hi');
  assert.equal(await ann.hears(), 'user0 said: hi');
  assert.equal(await bob.hears(), 'user0 said: hi');
  bob.says('やあ');
  assert.equal(await ann.hears(), 'user1 said: やあ');
  assert.equal(await bob.hears(), 'user1 said: やあ');
});

scene('binary messages are ignored and commands are answered', async ({ plain }) => {
  const ann = await plain();
  ann.says(Buffer.from('hi'));
  ann.says('/name Ann');
  assert.equal(await ann.hears(), '[server] you are now called Ann');
  ann.says('/who');
  assert.equal(await ann.hears(), '[server] here now: Ann');
  ann.says('/dance');
  assert.equal(await ann.hears(), '[server] unknown command /dance; try /help');
  ann.says('two\nlines');
  assert.equal(await ann.hears(), 'Ann said: two\n    lines');
  ann.says('/history');
  assert.equal(await ann.hears(), 'Ann said: two\n    lines');
});

scene('two clients of kotori.v1 share a lobby with one in plain text', async ({ plain, json }) => {
  const [ann, bob, old] = [await json(), await json(), await plain()];
  assert.equal(ann.protocol, 'kotori.v1');
  const welcome = await ann.enters('laptop');
  assert.equal(welcome.type, 'welcome');
  assert.equal(welcome.device, 'laptop');
  assert.equal(welcome.rooms[0].head, 0);
  await bob.enters();
  assert.equal((await ann.hearsOf('here')).room, 'lobby');

  const ok = await ann.asks(ann.say('hi', 'c1'));
  assert.equal(ok.type, 'ok');
  assert.equal(ok.seq, 1);
  const said = await bob.hearsOf('said');
  assert.deepEqual(said, { type: 'said', room: 'lobby', seq: 1, at: ok.at, user: welcome.user, text: 'hi' });
  assert.equal(await old.hears(), `${welcome.user.name} said: hi`);
  assert.deepEqual((await bob.history()), [said]);

  const again = await ann.asks(ann.say('hi', 'c1'));
  assert.equal(again.seq, 1);
  const renamed = await ann.asks({ type: 'rename', client_id: 'c2', name: 'Ann' });
  assert.equal(renamed.seq, 2);
  assert.equal((await bob.hearsOf('renamed')).user.name, 'Ann');

  await ann.leaves();
  assert.equal((await bob.hearsOf('gone')).user.name, 'Ann');
});

scene('what is no command is refused with code and path, and the conversation goes on', async ({ json }) => {
  const ann = await json();
  await ann.enters();
  ann.says('{"type":');
  assert.equal((await ann.hearsOf('refused')).code, 'malformed');
  const unknown = await ann.asks({ type: 'dance' });
  assert.deepEqual([unknown.code, unknown.path], ['unknown_type', 'type']);
  const long = await ann.asks(ann.say('x'.repeat(16001), 'c1'));
  assert.deepEqual([long.code, long.path], ['text_too_long', 'text']);
  assert.equal((await ann.asks(ann.say('x'.repeat(16000), 'c1'))).seq, 1);
});
