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
  await bob.reacts('❤️', 'I will bring my camera tomorrow.');
  await mei.reacts('❤️', 'I will bring my camera tomorrow.');
  await mei.chooses('返信', 'Lovely.');
  await mei.says('楽しみにしています！');
  await bob.hears('楽しみにしています！');
  await mei.opensRoomAs('庭', { find: '部屋を探す・開く', name: '部屋の名前', topic: '話題（なくてもよい）', open: '開く' }, '梅の木のこと');
  await ann.joinsRoom('庭');
  await mei.says('こちらの部屋もどうぞ。');
  await ann.hears('こちらの部屋もどうぞ。');
  await ann.goesTo('Lobby');
  await mei.says('まだ何も咲いていませんが。');
  await ann.hasUnread('庭', 1);
  await mei.goesTo('ロビー');
  await ann.picture(`${pictures}/wide-light.png`);
  await mei.picture(`${pictures}/wide-dark-ja.png`);
  await bob.picture(`${pictures}/phone-dark.png`);
  await bob.page.getByRole('button', { name: '3 here' }).click();
  await bob.page.locator('#people').waitFor();
  await bob.picture(`${pictures}/phone-people.png`);
  await bob.page.getByRole('button', { name: 'Close', exact: true }).click();
  await bob.page.getByRole('button', { name: 'Rooms', exact: true }).click();
  await bob.picture(`${pictures}/phone-rooms.png`);
  const overflow = await bob.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(overflow, 0);
});

scene('what opens looks well: menus, threads, dialogs, and what is on its way', async ({ server, arrives }) => {
  mkdirSync(pictures, { recursive: true });
  const ann = await arrives({ viewport: { width: 1100, height: 720 } });
  const bob = await arrives({ viewport: { width: 390, height: 760 }, isMobile: true, hasTouch: true });
  await ann.opensRoom('garden', 'plum trees');
  await ann.goesTo('Lobby');
  await ann.says('Shall we meet at the gate, or at the pond?');
  await bob.hears('Shall we meet at the gate, or at the pond?');
  await bob.chooses('Reply', 'Shall we meet at the gate, or at the pond?');
  await bob.says('At the pond, please.');
  await ann.hears('At the pond, please.');
  await ann.chooses('Pin', 'At the pond, please.');
  await ann.sees('.marks', 'pinned');
  await ann.page.getByRole('button', { name: '1 reply' }).click();
  await ann.sees('#panel .text', 'At the pond, please.');
  await ann.opensMenuOf('Shall we meet at the gate, or at the pond?');
  await ann.picture(`${pictures}/menu-and-thread.png`);
  await ann.page.keyboard.press('Escape');
  await bob.opensMenuOf('Shall we meet at the gate, or at the pond?');
  await bob.picture(`${pictures}/phone-menu.png`);
  await bob.page.keyboard.press('Escape');
  await ann.page.getByRole('button', { name: 'Find or open a room' }).click();
  await ann.sees('.room-summaries', 'plum trees');
  await ann.picture(`${pictures}/find-rooms.png`);
  await ann.page.locator('dialog').getByRole('button', { name: 'Close' }).click();
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await ann.says('I will be a little late.');
  await ann.chooses('Edit', 'Shall we meet at the gate, or at the pond?');
  await ann.picture(`${pictures}/on-its-way.png`);
});
