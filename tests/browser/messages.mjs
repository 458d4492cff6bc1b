import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('an edit is seen by all, from the menu or with the arrow key, and says that it is one', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('one');
  await ann.says('three');
  await bob.hears('three');
  await ann.chooses('Edit', 'one');
  assert.equal(await ann.composer.inputValue(), 'one');
  await ann.says('first');
  await bob.hears('first');
  await ann.composer.press('ArrowUp');
  assert.equal(await ann.composer.inputValue(), 'three');
  await ann.says('second');
  await bob.hears('second');
  assert.deepEqual(await bob.heard(), ['first', 'second']);
  assert.equal(await bob.page.locator('.marks', { hasText: 'edited' }).count(), 2);
});

scene('a draft waits while something else is edited, and Escape steps back', async ({ arrives }) => {
  const ann = await arrives();
  await ann.says('said');
  await ann.hears('said');
  await ann.composer.fill('half a thought');
  await ann.chooses('Edit', 'said');
  assert.equal(await ann.composer.inputValue(), 'said');
  await ann.composer.press('Escape');
  assert.equal(await ann.composer.inputValue(), 'half a thought');
});

scene('a message is deleted after a question, for all and for ever', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('oops');
  await bob.hears('oops');
  await ann.chooses('Delete', 'oops');
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual(await ann.heard(), ['oops']);
  await ann.chooses('Delete', 'oops');
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await bob.sees('.erased', 'This message was deleted.');
  await bob.page.reload();
  await bob.sees('.erased', 'This message was deleted.');
  assert.deepEqual(await bob.heard(), []);
});

scene('reactions are counted, joined and taken back', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('cake?');
  await bob.hears('cake?');
  await bob.reacts('🎉', 'cake?');
  await ann.sees('.reaction', '🎉 1');
  await ann.page.locator('.reaction').click();
  await bob.sees('.reaction', '🎉 2');
  await bob.page.locator('.reaction.mine').click();
  await ann.sees('.reaction.mine', '🎉 1');
  await ann.page.locator('.reaction').click();
  await bob.doesNotSee('.reaction');
});

scene('an answer quotes what it answers and leads there, and a thread shows all answers', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('tea or coffee?');
  await bob.hears('tea or coffee?');
  await bob.chooses('Reply', 'tea or coffee?');
  await bob.says('tea');
  await ann.sees('.quote', 'tea or coffee?');
  await ann.page.locator('.quote').click();
  await ann.page.locator('.flash', { hasText: 'tea or coffee?' }).waitFor();
  await ann.page.getByRole('button', { name: '1 reply' }).click();
  await ann.page.locator('#panel textarea').fill('me too');
  await ann.page.locator('#panel textarea').press('Enter');
  await bob.hears('me too');
  await ann.page.locator('#panel .text', { hasText: 'me too' }).waitFor();
  assert.deepEqual(await ann.page.locator('#panel .text').allTextContents(), ['tea or coffee?', 'tea', 'me too']);
  await bob.sees('.replies', '2 replies');
});

scene('a pinned message is found among the pins until it is unpinned', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  await ann.says('the rules');
  await bob.hears('the rules');
  await bob.chooses('Pin', 'the rules');
  await ann.sees('.notice', 'pinned a message');
  await ann.page.getByRole('button', { name: 'Pinned messages' }).click();
  await ann.sees('.pins .quote', 'the rules');
  await ann.page.locator('.pins').getByRole('button', { name: 'Unpin' }).click();
  await bob.doesNotSee('.marks');
});

scene('everybody sees who is writing, but not oneself', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const name = await bob.name();
  await bob.composer.pressSequentially('hm');
  await ann.sees('.writing', `${name} is writing…`);
  assert.equal(await bob.page.locator('.writing').textContent(), '');
  await bob.composer.press('Enter');
  await ann.hears('hm');
  assert.equal(await ann.page.locator('.writing').textContent(), '');
});

scene('the keyboard reaches every message and its menu', async ({ arrives }) => {
  const ann = await arrives();
  for (const text of ['one', 'two']) await ann.says(text);
  await ann.hears('two');
  await ann.hasNothingUnsent();
  await ann.page.locator('.scroller').focus();
  await ann.page.keyboard.press('ArrowUp');
  await ann.page.keyboard.press('ArrowUp');
  await ann.page.keyboard.press('Enter');
  await ann.page.getByRole('menu').waitFor();
  await ann.page.keyboard.press('Escape');
  await ann.page.getByRole('menu').waitFor({ state: 'detached' });
  assert.equal(await ann.page.evaluate(() => document.activeElement.querySelector('.text').textContent), 'one');
});
