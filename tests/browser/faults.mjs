import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('what was wanted while a killed server was down is done once, in every way and in order', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  for (const text of ['one', 'two', 'three']) await ann.says(text);
  await bob.hears('three');
  await ann.hasNothingUnsent();
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await ann.chooses('Edit', 'one');
  await ann.says('first');
  await ann.reacts('👍', 'two');
  await ann.chooses('Delete', 'three');
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await ann.chooses('Reply', 'two');
  await ann.says('indeed');
  await ann.sees('.unsent .state', 'Waiting for the connection…');
  await ann.sees('.reaction', '👍 1'); // at once, as it will be
  await ann.leaves();
  await server.start();
  await ann.opens(server.address);
  await bob.hears('indeed');
  await bob.sees('.reaction', '👍 1');
  await bob.sees('.erased', 'This message was deleted.');
  assert.deepEqual(await bob.heard(), ['first', 'two', 'indeed']);
  await ann.hasNothingUnsent();
  assert.deepEqual(await ann.heard(), ['first', 'two', 'indeed']);
});

scene('killed in the middle of a burst, again and again, the server loses and doubles nothing', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const texts = Array.from({ length: 60 }, (_, index) => `burst ${index}`);
  for (const [index, text] of texts.entries()) {
    await ann.says(text);
    if (index % 20 === 10) {
      await server.end('SIGKILL');
      await server.start();
    }
  }
  for (const person of [ann, bob]) {
    await person.hears(texts.at(-1));
    await person.hasNothingUnsent();
    assert.deepEqual(await person.heard(), texts);
  }
});

scene('facts that get lost on the way are noticed and filled in', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives({ overOurWire: true })];
  await ann.says('before');
  await bob.hears('before');
  bob.losing = /^\{"type":"said".*lost/; // but not in a page of history
  await ann.says('lost one');
  await ann.says('lost two');
  await ann.says('after');
  await bob.hears('after');
  assert.deepEqual(await bob.heard(), ['before', 'lost one', 'lost two', 'after']);
});

scene('two pages of one browser share what is on its way', async ({ server, arrives }) => {
  const ann = await arrives();
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await ann.says('from the first page');
  const second = await ann.context.newPage();
  await ann.leaves();
  ann.page = second;
  await server.start();
  await second.goto(server.address);
  await ann.hears('from the first page');
  await ann.hasNothingUnsent();
  assert.deepEqual(await ann.heard(), ['from the first page']);
});

scene('two pages of one browser write side by side, and everything is said once, in the order of each', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const second = await ann.alongside(server.address);
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await second.isDisconnected();
  for (const number of [1, 2, 3]) {
    await ann.says(`left ${number}`);
    await second.says(`right ${number}`);
  }
  await server.start();
  const pages = [ann, second, bob];
  for (const page of pages) for (const text of ['left 3', 'right 3']) await page.hears(text);
  for (const page of pages) await page.hasNothingUnsent();
  const heard = await bob.heard();
  for (const page of pages) assert.deepEqual(await page.heard(), heard);
  for (const side of ['left', 'right']) {
    assert.deepEqual(heard.filter((text) => text.startsWith(side)), [1, 2, 3].map((number) => `${side} ${number}`));
  }
});

scene('a window that keeps nothing says so, and sends all the same', async ({ server, arrives }) => {
  const ann = await arrives();
  await ann.context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  await ann.page.reload();
  await ann.isConnected();
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await ann.says('not kept');
  await ann.sees('.task', 'This window keeps nothing: what is not sent is lost when you close it.');
  await server.start();
  await ann.hears('not kept');
  await ann.hasNothingUnsent();
  assert.deepEqual(await ann.heard(), ['not kept']);
});

scene('what the server has no room for is sent again by itself, in order, once there is room', async ({ arrives }) => {
  const [ann, bob] = [await arrives({ overOurWire: true }), await arrives()];
  ann.diskIsFull = true;
  for (const text of ['one', 'two', 'three']) await ann.says(text);
  await ann.sees('.unsent .state', 'Not sent yet: The server has no room left. It goes again by itself.');
  assert.deepEqual(await bob.heard(), []);
  ann.diskIsFull = false;
  await bob.hears('three');
  await ann.hasNothingUnsent();
  for (const person of [ann, bob]) assert.deepEqual(await person.heard(), ['one', 'two', 'three']);
});

scene('what is not allowed is refused in the words of the page, and leaves nothing behind', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.opensRoom('garden');
  await bob.joinsRoom('garden');
  await bob.says('yours');
  await ann.hears('yours');
  await bob.page.locator('.room-menu summary').click();
  await bob.page.getByRole('button', { name: 'Close the room for good' }).click();
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Close the room for good' }).click();
  await bob.sees('[role=alertdialog] .refusal', 'It belongs to somebody else.');
  await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await bob.hasNothingUnsent();
});
