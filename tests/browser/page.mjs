import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scene } from './scene.mjs';

const pictures = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));

scene('the Enter that ends a composition does not send', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const devtools = await ann.devtools();
  await ann.composer.focus();
  await devtools.send('Input.imeSetComposition', { text: 'ことり', selectionStart: 3, selectionEnd: 3 });
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
  await devtools.send('Input.insertText', { text: '小鳥' });
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
  assert.equal(await ann.composer.inputValue(), '小鳥');
  await ann.composer.press('Enter');
  await bob.hears('小鳥');
  assert.deepEqual(await bob.heard(), ['小鳥']);
});

scene('Shift+Enter breaks the line, and blank text is not sent', async ({ arrives }) => {
  const ann = await arrives();
  await ann.says('  ');
  await ann.composer.fill('one');
  await ann.composer.press('Shift+Enter');
  await ann.composer.pressSequentially('two');
  await ann.composer.press('Enter');
  await ann.hears('one\ntwo');
  assert.deepEqual(await ann.heard(), ['one\ntwo']);
});

scene('a draft outlives a reload', async ({ arrives }) => {
  const ann = await arrives();
  await ann.composer.fill('half a thought');
  await ann.page.reload();
  await ann.isConnected();
  assert.equal(await ann.composer.inputValue(), 'half a thought');
});

scene('markup stays text, and only web addresses become links', async ({ arrives }) => {
  const [ann, bob] = [await arrives(), await arrives()];
  const texts = ['<img src=x onerror="document.title=1">', '<script>document.title=2</script>', 'javascript:alert(1)', 'see https://example.org/a.'];
  for (const text of texts) await ann.says(text);
  await bob.hears(texts.at(-1));
  assert.deepEqual(await bob.heard(), texts);
  assert.equal(await bob.page.title(), 'Kotori');
  const links = await bob.page.locator('.facts a').evaluateAll((all) => all.map(({ href, rel }) => [href, rel]));
  assert.deepEqual(links, [['https://example.org/a', 'noopener noreferrer']]);
});

scene('the page speaks Japanese to Japanese browsers, and remembers another choice', async ({ arrives }) => {
  const ann = await arrives({ locale: 'ja-JP' });
  await ann.isAskedTo('メッセージを書く');
  assert.equal(await ann.page.locator('html').getAttribute('lang'), 'ja');
  await ann.page.getByRole('button', { name: 'English' }).click();
  await ann.isAskedTo('Write a message');
  await ann.page.reload();
  await ann.isAskedTo('Write a message');
});

scene('the page is served with a strict content security policy', async ({ server, arrives }) => {
  const ann = await arrives(); // a violation would be an error in the console, which no scene allows
  const { headers } = await ann.page.request.get(server.address).then((response) => ({ headers: response.headers() }));
  assert.match(headers['content-security-policy'], /default-src 'none'.*require-trusted-types-for 'script'/);
});

scene('it looks well: light, dark, on a phone, in both languages', async ({ arrives }) => {
  mkdirSync(pictures, { recursive: true });
  const ann = await arrives({ viewport: { width: 1100, height: 720 } });
  await ann.asksForName('Ann');
  await ann.isCalled('Ann');
  const bob = await arrives({ viewport: { width: 390, height: 760 }, colorScheme: 'dark', isMobile: true, hasTouch: true });
  const mei = await arrives({ viewport: { width: 1100, height: 720 }, colorScheme: 'dark', locale: 'ja-JP' });
  await bob.asksForName('Bob');
  await mei.asksForName('芽衣');
  await mei.isCalled('芽衣');
  await ann.says('Good morning! Has anybody seen the little birds in the plum tree?');
  await mei.hears('Good morning! Has anybody seen the little birds in the plum tree?');
  await mei.says('おはようございます。今朝は十羽くらいいましたよ。');
  await mei.says('写真はこちら: https://example.org/photos/mejiro');
  await bob.hears('写真はこちら: https://example.org/photos/mejiro');
  await bob.says('Those are mejiro — white-eyes.\nThey come for the blossoms every February.');
  await ann.hears('Those are mejiro — white-eyes.\nThey come for the blossoms every February.');
  await ann.says('Lovely.');
  await ann.says('I will bring my camera tomorrow.');
  for (const person of [ann, bob, mei]) await person.hears('I will bring my camera tomorrow.');
  await ann.hasNothingUnsent();
  await ann.picture(`${pictures}/wide-light.png`);
  await mei.picture(`${pictures}/wide-dark-ja.png`);
  await bob.picture(`${pictures}/phone-dark.png`);
  await bob.page.getByRole('button', { name: '3 here' }).click();
  await bob.page.locator('#people').waitFor();
  await bob.picture(`${pictures}/phone-people.png`);
  const overflow = await bob.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(overflow, 0);
});
