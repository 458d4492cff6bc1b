import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('who signs out is nobody on every page of the browser, and begins anew as somebody else', async ({ server, arrives }) => {
  const ann = await arrives();
  const was = await ann.name();
  await ann.says('this stays');
  await ann.hears('this stays');
  await ann.composer.fill('this does not');
  const tab = await ann.alongside(server.address);
  await ann.signsOut();
  for (const page of [ann, tab]) await page.reads('You have been signed out.');
  await ann.page.getByRole('button', { name: 'Begin anew' }).click();
  await ann.isConnected();
  assert.notEqual(await ann.name(), was);
  assert.equal(await ann.composer.inputValue(), '');
  await ann.hears('this stays');
  await ann.hasNothingUnsent();
  await tab.leaves();
});

scene('what one has not sent is not sent by who comes next', async ({ server, arrives }) => {
  const [ann, bob] = [await arrives({ overOurWire: true }), await arrives()];
  await ann.losesTouch();
  await ann.says('nobody else said this');
  const cookie = (await ann.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  assert.equal((await fetch(new URL('/sessions', server.address), { method: 'DELETE', headers: { Cookie: cookie } })).status, 204);
  ann.comesBackAsSomebodyElse();
  await ann.reads('You have been signed out.');
  await ann.page.getByRole('button', { name: 'Begin anew' }).click();
  await ann.isConnected();
  await ann.sees('.unsent', 'You were somebody else when you wrote it.');
  await bob.says('done');
  await bob.hears('done');
  assert.deepEqual(await bob.heard(), ['done']);
});

scene('signing out waits for a server that can do it', async ({ server, arrives }) => {
  const ann = await arrives({ locale: 'ja-JP' });
  const was = await ann.name();
  await server.end('SIGKILL');
  await ann.isDisconnected();
  await ann.signsOut('サインアウト');
  await ann.reads('サーバーはいま保存できません。');
  await server.start();
  await ann.isConnected();
  assert.equal(await ann.name(), was);
  await ann.page.locator('dialog').getByRole('button', { name: 'サインアウト' }).click();
  await ann.reads('サインアウトしました。');
});
