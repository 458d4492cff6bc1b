import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('after a restart the pages come back by themselves, with nothing lost or doubled', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('before');
  await bob.hears('before');
  assert.equal(await server.end('SIGTERM'), 0);
  await ann.isDisconnected();
  await server.start();
  await ann.isConnected();
  await bob.isConnected();
  await ann.says('after');
  await bob.hears('after');
  await bob.says('indeed');
  for (const person of [ann, bob]) {
    await person.hears('indeed');
    assert.deepEqual(await person.heard(), ['before', 'after', 'indeed']);
  }
});

scene('what is written while a killed server is down is delivered once', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('before');
  await bob.hears('before');
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await ann.says('first into the dark');
  await ann.says('second into the dark');
  await server.start();
  await bob.hears('second into the dark');
  await ann.hasNothingUnsent();
  await bob.says('got it');
  for (const person of [ann, bob]) {
    await person.hears('got it');
    assert.deepEqual(await person.heard(), ['before', 'first into the dark', 'second into the dark', 'got it']);
  }
});

scene('what is written while the server is down outlives its page', async ({ server, arrives }) => {
  const ann = await arrives();
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await ann.says('remember me');
  await ann.leaves();
  await server.start();
  await ann.opens(server.address);
  await ann.hears('remember me');
  await ann.hasNothingUnsent();
  assert.deepEqual(await ann.heard(), ['remember me']);
});
