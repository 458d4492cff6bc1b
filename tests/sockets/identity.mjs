import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('a cookie makes who comes back the same person, also after a restart', async ({ server, plain, json }) => {
  const first = await plain();
  assert.match(first.setCookie, /; ?HttpOnly/i);
  assert.match(first.setCookie, /; ?SameSite=Lax/i);
  first.says('/name Ann');
  await first.hears();
  await first.leaves();

  const second = await json({ cookie: first.cookie });
  assert.equal(second.setCookie, undefined);
  const before = await second.enters();
  assert.equal(before.user.name, 'Ann');

  assert.equal(await server.end('SIGTERM'), 0);
  await server.start();
  const third = await json({ cookie: first.cookie });
  const after = await third.enters();
  assert.deepEqual(after.user, before.user);
  assert.equal(after.epoch, before.epoch);
});

scene('a forged cookie is a stranger', async ({ json }) => {
  const ann = await json();
  const me = (await ann.enters()).user;
  for (const forged of [`${ann.cookie}A`, ann.cookie.slice(0, -2), 'kotori=', 'kotori=a.b.c', `kotori=${'A'.repeat(3000)}`]) {
    const eve = await json({ cookie: forged });
    assert.notEqual((await eve.enters()).user.id, me.id, forged);
    await eve.leaves();
  }
});
