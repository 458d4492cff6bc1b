// Sessions that end: by whom, what is closed with them, and that nothing brings them back.
import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

const ends = (address, path, headers = {}, method = 'DELETE') => fetch(new URL(path, address), { method, headers });

scene('who signs out is nobody, and all that was open with the session is closed', async ({ server, plain, json }) => {
  const ann = await json();
  const me = (await ann.enters()).user;
  const tab = await plain({ cookie: ann.cookie });
  const bob = await json();
  await bob.enters();
  const answer = await ends(server.address, '/sessions/current', { Cookie: ann.cookie });
  assert.equal(answer.status, 204);
  assert.match(answer.headers.get('set-cookie'), /^kotori=; .*Max-Age=0/);
  for (const each of [ann, tab]) assert.equal((await each.closed()).code, 4501);
  assert.equal((await bob.asks(bob.say('still here', 'c1'))).type, 'ok');
  const late = await json({ cookie: ann.cookie });
  assert.notEqual((await late.enters()).user.id, me.id);
  assert.equal((await ends(server.address, '/sessions/current', { Cookie: ann.cookie })).status, 401);
});

scene('who signs out everywhere ends every session of theirs, also after a restart', async ({ server, json }) => {
  const ann = await json();
  const me = (await ann.enters()).user;
  assert.equal((await ends(server.address, '/sessions', { Cookie: ann.cookie })).status, 204);
  assert.equal((await ann.closed()).code, 4501);
  assert.equal(await server.end('SIGTERM'), 0);
  await server.start();
  const late = await json({ cookie: ann.cookie });
  assert.notEqual((await late.enters()).user.id, me.id);
});

scene('sessions are ended by those who have them, from pages of this server, by DELETE', async ({ server, json }) => {
  const ann = await json();
  await ann.enters();
  const Cookie = ann.cookie;
  for (const path of ['/sessions', '/sessions/current']) {
    const stranger = await ends(server.address, path);
    assert.equal(stranger.status, 401);
    assert.match(stranger.headers.get('www-authenticate'), /^Session realm=/);
    assert.equal(stranger.headers.get('set-cookie'), null); // nor does one begin
    assert.equal((await ends(server.address, path, { Cookie: 'kotori=forged' })).status, 401);
    assert.equal((await ends(server.address, path, { Cookie, 'Sec-Fetch-Site': 'cross-site' })).status, 403);
    assert.equal((await ends(server.address, path, { Cookie, Origin: 'https://elsewhere.example' })).status, 403);
    for (const method of ['GET', 'POST']) {
      const wrong = await ends(server.address, path, { Cookie }, method);
      assert.equal(wrong.status, 405);
      assert.match(wrong.headers.get('allow'), /DELETE/);
    }
  }
  assert.equal((await ann.asks(ann.say('here I am', 'c1'))).type, 'ok');
});
