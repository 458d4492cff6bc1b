import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('two people talk, each hearing both', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('hello from Ann');
  await bob.hears('hello from Ann');
  await bob.says('hello from Bob');
  for (const person of [ann, bob]) await person.hears('hello from Bob');
  assert.deepEqual(await ann.heard(), ['hello from Ann', 'hello from Bob']);
  assert.deepEqual(await bob.heard(), ['hello from Ann', 'hello from Bob']);
  await ann.hasNothingUnsent();
});

scene('everyone sees who is here, and that somebody has gone', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const names = [await ann.name(), await bob.name()];
  await ann.seesHere(...names);
  await bob.seesHere(...names);
  await bob.leaves();
  await ann.seesHere(names[0]);
});

scene('a new name is seen by the others, and kept over a reload', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const was = await ann.name();
  await ann.asksForName('Ann');
  await ann.isCalled('Ann');
  await bob.reads(`${was} is now Ann`);
  await bob.seesHere('Ann', await bob.name());
  await ann.page.reload();
  await ann.isCalled('Ann');
});

scene('a name that is taken is refused, and the form says so', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.asksForName('Ann');
  await ann.isCalled('Ann');
  await bob.asksForName('Ann');
  await bob.page.locator('.refusal:not(:empty)').waitFor();
  await bob.page.locator('.name-form input').press('Escape');
  assert.notEqual(await bob.name(), 'Ann');
});

scene('a reload shows the history, in order and once', async ({ arrives }) => {
  const ann = await arrives();
  const name = await ann.name();
  for (const text of ['one', 'two', 'three']) await ann.says(text);
  await ann.hears('three');
  await ann.page.reload();
  await ann.hears('three');
  assert.deepEqual(await ann.heard(), ['one', 'two', 'three']);
  assert.equal(await ann.name(), name);
});

scene('scrolling up brings older messages and keeps the place', async ({ server, arrives }) => {
  const ann = await arrives();
  const texts = Array.from({ length: 150 }, (_, index) => `line ${index}`);
  for (const text of texts) await ann.says(text);
  await ann.hears('line 149');
  await ann.isKnownToHaveRead(server.address, texts.length); // else she begins further up
  await ann.page.reload();
  await ann.hears('line 149');
  assert.equal((await ann.heard())[0], 'line 50');
  const before = await ann.page.evaluate(() => {
    document.querySelector('.scroller').scrollTop = 0;
    return document.querySelector('.facts > .said').getBoundingClientRect().top;
  });
  await ann.hears('line 0');
  await ann.page.waitForFunction((expected) => {
    const row = [...document.querySelectorAll('.facts > .said')].find(({ textContent }) => textContent.includes('line 50'));
    return Math.abs(row.getBoundingClientRect().top - expected) < 5;
  }, before);
  assert.deepEqual(await ann.heard(), texts);
  const bob = await arrives();
  await bob.says('news');
  await ann.page.getByRole('button', { name: '1 new' }).click();
  await ann.hears('news');
  await ann.page.getByRole('button', { name: '1 new' }).waitFor({ state: 'hidden' });
});
