import assert from 'node:assert/strict';
import { scene } from './scene.mjs';
import { Talker } from './talker.mjs';

const lines = (count, what) => Array.from({ length: count }, (_, index) => `${what} ${index}`);

scene('one comes back to the first of very many unread messages, and finds the way to the newest', async ({ server, arrives }) => {
  const ann = await arrives();
  const bob = await Talker.arrives(server.address);
  await bob.says(['before']);
  await ann.hears('before');
  await ann.isKnownToHaveRead(server.address, 1);
  await ann.leaves();
  await bob.says(lines(300, 'news'));
  await ann.opens(server.address);
  await ann.sees('.marker', 'New');
  await ann.hasInView('news 0');
  assert.deepEqual((await ann.timeline()).slice(0, 3), ['before', 'New', 'news 0']);
  await ann.hasUnread('Lobby', '99+');
  await ann.page.getByRole('button', { name: 'Newest' }).click();
  await ann.hasInView('news 299');
  await ann.hasUnread('Lobby', 0);
  bob.leaves();
});

scene('a quote leads to a message that is far up', async ({ server, arrives }) => {
  const bob = await Talker.arrives(server.address);
  const [question] = await bob.says(['the question']);
  await bob.says(lines(300, 'small talk'));
  await bob.says(['the answer'], { reply_to: question });
  const ann = await arrives();
  await ann.hears('the answer');
  await ann.page.locator('.quote').click();
  await ann.hasInView('the question');
  assert.equal((await ann.heard()).includes('the answer'), false);
  await ann.page.getByRole('button', { name: 'Newest' }).click();
  await ann.hasInView('the answer');
  assert.equal(await ann.page.locator('.quote').textContent(), `${bob.name} the question`);
  bob.leaves();
});

scene('scrolling down from far up meets what is new, without a gap', async ({ server, arrives }) => {
  const bob = await Talker.arrives(server.address);
  const texts = lines(350, 'line');
  const [first] = await bob.says(texts);
  await bob.says(['end'], { reply_to: first });
  const ann = await arrives();
  await ann.hears('end');
  await ann.page.locator('.quote').click();
  await ann.hasInView('line 0');
  await ann.scrollsDownTo('end');
  assert.deepEqual(await ann.heard(), [...texts, 'end']);
  bob.leaves();
});

scene('who missed too much begins anew, and can read all of it', async ({ server, arrives }) => {
  const ann = await arrives({ overOurWire: true });
  await ann.says('before');
  await ann.isKnownToHaveRead(server.address, 1);
  await ann.losesTouch();
  const bob = await Talker.arrives(server.address);
  await bob.says(lines(1050, 'missed'));
  await ann.comesBack();
  await ann.hasInView('missed 0'); // under the line "new"
  await ann.hasUnread('Lobby', '99+');
  await ann.page.getByRole('button', { name: 'Newest' }).click();
  await ann.hasInView('missed 1049');
  await ann.scrollsUpTo('before');
  bob.leaves();
});

scene('who missed too much finds where they were, even if the server was never told', async ({ server, arrives }) => {
  const ann = await arrives({ overOurWire: true });
  ann.keepingBack = /"type":"read"/;
  await ann.says('before');
  await ann.hears('before');
  await ann.losesTouch();
  ann.keepingBack = /$^/;
  const bob = await Talker.arrives(server.address);
  await bob.says(lines(1050, 'missed'));
  await ann.comesBack();
  await ann.hasInView('missed 0');
  assert.deepEqual((await ann.timeline()).slice(0, 3), ['before', 'New', 'missed 0']);
  await ann.hasUnread('Lobby', '99+');
  await ann.isKnownToHaveRead(server.address, 1);
  bob.leaves();
});

scene('who is closed for reading too slowly comes back and misses nothing', async ({ server, arrives }) => {
  const ann = await arrives({ overOurWire: true });
  const bob = await Talker.arrives(server.address);
  await bob.says(['one']);
  await ann.hears('one');
  await ann.losesTouch();
  await bob.says(['two', 'three']);
  await ann.comesBack();
  await ann.hears('three');
  assert.deepEqual(await ann.heard(), ['one', 'two', 'three']);
  bob.leaves();
});
