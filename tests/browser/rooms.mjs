import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('a room is opened, found, joined, given a topic and left', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.opensRoom('garden', 'plum trees');
  await ann.says('anybody?');
  await bob.joinsRoom('garden');
  await bob.hears('anybody?');
  await bob.sees('.topic', 'plum trees');
  await ann.page.locator('.topic').click();
  await ann.page.getByLabel('Topic', { exact: true }).fill('white-eyes');
  await ann.page.getByLabel('Topic', { exact: true }).press('Enter');
  await bob.sees('button.topic', 'white-eyes');
  await bob.page.locator('.room-menu summary').click();
  await bob.page.getByRole('button', { name: 'Leave the room' }).click();
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Leave the room' }).click();
  await bob.isIn('Lobby');
  assert.equal(await bob.page.locator('.rooms li').count(), 1);
  await ann.sees('.notice', 'left');
});

scene('two rooms keep apart what is said, half said, and looked at', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.opensRoom('garden');
  await bob.joinsRoom('garden');
  await bob.says('in the garden');
  await ann.hears('in the garden');
  await ann.composer.fill('a garden thought');
  await ann.goesTo('Lobby');
  assert.equal(await ann.composer.inputValue(), '');
  await ann.says('in the lobby');
  await bob.hasUnread('Lobby', 1);
  await bob.says('more garden');
  await ann.hasUnread('garden', 1);
  await ann.goesTo('garden');
  await ann.hears('more garden');
  await ann.hasUnread('garden', 0);
  assert.equal(await ann.composer.inputValue(), 'a garden thought');
  assert.deepEqual(await ann.heard(), ['in the garden', 'more garden']);
  await ann.page.goBack();
  await ann.hears('in the lobby');
  assert.deepEqual(await ann.heard(), ['in the lobby']);
});

scene('a link to a room leads in, after one has joined it', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.opensRoom('garden');
  await bob.page.goto(`${server.address}#garden`);
  await bob.reads('You are not in “garden”.');
  await bob.page.getByRole('button', { name: 'Join' }).click();
  await bob.isIn('garden');
  await bob.page.reload();
  await bob.isIn('garden');
});

scene('a closed room can be read, and nothing else', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.opensRoom('garden');
  await bob.joinsRoom('garden');
  await ann.says('bye');
  await bob.hears('bye');
  await ann.page.locator('.room-menu summary').click();
  await ann.page.getByRole('button', { name: 'Close the room for good' }).click();
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Close the room for good' }).click();
  await bob.reads('This room is closed. It can be read.');
  assert.deepEqual(await bob.heard(), ['bye']);
});

scene('what is read in one browser is read in the other', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const second = await arrives({ storageState: await ann.context.storageState() });
  assert.equal(await second.name(), await ann.name());
  await ann.opensRoom('garden');
  await second.hasUnread('garden', 0);
  await bob.joinsRoom('garden');
  await ann.says('seen by me');
  await ann.isKnownToHaveRead(server.address, 3, 'garden'); // after it was opened and joined
  await ann.goesTo('Lobby');
  for (const text of ['one', 'two', 'three']) await bob.says(text);
  await ann.hasUnread('garden', 3);
  await second.hasUnread('garden', 3);
  await second.goesTo('garden');
  await second.hears('three');
  assert.deepEqual(await second.timeline(), ['seen by me', 'New', 'one', 'two', 'three']);
  await second.hasUnread('garden', 0);
  await ann.hasUnread('garden', 0);
  await second.goesTo('Lobby'); // and reads no further
  await bob.says('four');
  await ann.hasUnread('garden', 1);
  await ann.page.goto(server.address);
  await ann.hasUnread('garden', 1);
});
