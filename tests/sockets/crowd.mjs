import assert from 'node:assert/strict';
import { scene } from './scene.mjs';

scene('200 clients who all talk at once hear one order', async ({ plain, json }) => {
  const [people, texts] = [200, 20];
  const crowd = await Promise.all(Array.from({ length: people }, (_, i) => (i % 2 === 0 ? plain() : json())));
  await Promise.all(crowd.filter((_, i) => i % 2 === 1).map((each) => each.enters()));
  for (const each of crowd) each.order = hearingOf(each, people * texts);
  for (let text = 0; text < texts; ++text)
    crowd.forEach((each, i) => {
      if (i % 2 === 0) each.says(`${i} ${text}`);
      else each.begins(each.say(`${i} ${text}`, `c${text}`));
    });

  const orders = await Promise.all(crowd.map((each) => each.order));
  for (const order of orders) assert.deepEqual(order, orders[0]);
  const next = Array(people).fill(0);
  for (const said of orders[0]) {
    const [person, text] = said.split(' ').map(Number);
    assert.equal(text, next[person]++, `${said} is out of its sender's order`);
  }
});

scene('who comes while somebody talks hears all that follows the welcome', async ({ json }) => {
  const talker = await json();
  await talker.enters();
  let said = 0;
  let silent = false;
  const talk = async () => {
    for (; !silent; ++said) assert.equal((await talker.asks(talker.say('...', `c${said}`))).type, 'ok');
  };
  const comeAndGo = async () => {
    for (let visit = 0; visit < 20; ++visit) {
      const guest = await json();
      const { head } = (await guest.enters()).rooms[0];
      for (let next = 1; next <= 5; ++next) assert.equal((await guest.hearsOf('said')).seq, head + next);
      if (visit % 2 === 0) await guest.leaves();
      else guest.vanishes();
    }
  };
  const talking = talk();
  await Promise.all(Array.from({ length: 8 }, comeAndGo)).finally(() => (silent = true));
  await talking;
  assert.deepEqual((await talker.history()).map(({ seq }) => seq), Array.from({ length: said }, (_, i) => i + 1));
});

async function hearingOf(client, count) {
  const order = [];
  while (order.length < count) {
    const heard = await client.heard.next(`text ${order.length}`);
    if (typeof heard === 'string') order.push(heard.replace(/^user\d+ said: /, ''));
    else if (heard.type === 'said') {
      assert.equal(heard.seq, order.length + 1);
      order.push(heard.text);
    }
  }
  return order;
}
