import { Talker } from './talker.mjs';

const shown = 'main .facts > .said:not(.unsent) .text';

/** Somebody with a browser of their own, in the words of the chat. Every wait is for something to be seen. */
export class Person {
  problems = [];

  /** What matches this is lost between the server and this person's page. */
  losing = /$^/;
  /** The same on the way from the page to the server. */
  keepingBack = /$^/;
  #cutOff = false;
  #wire;

  /** What this person wants is answered as if the server's disk were full. */
  diskIsFull = false;

  static async arrives(browser, address, { overOurWire, ...options } = {}) {
    const person = new Person();
    person.context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Tokyo', ...options });
    if (overOurWire) await person.#talksOverOurWire();
    person.context.setDefaultTimeout(15_000);
    await person.opens(address);
    return person;
  }

  async #talksOverOurWire() {
    await this.context.routeWebSocket(/\/chat$/, (page) => {
      if (this.#cutOff) return page.close({ code: 4008 });
      this.#wire = page;
      const server = page.connectToServer();
      server.onMessage((text) => { if (!this.losing.test(String(text))) page.send(text); });
      page.onMessage((text) => {
        if (this.keepingBack.test(String(text))) return;
        const { id, client_id } = JSON.parse(String(text));
        if (!this.diskIsFull || !client_id) return server.send(text);
        page.send(JSON.stringify({ type: 'refused', id, code: 'storage_full', message: 'no room', retryable: true }));
      });
    });
  }

  /** Is closed as a slow reader, and cannot come back until it may. Needs `overOurWire`, as the three above. */
  async losesTouch() {
    this.#cutOff = true;
    await this.#wire.close({ code: 4008 });
    await this.isDisconnected();
  }

  async comesBack() {
    this.#cutOff = false;
    await this.isConnected();
  }

  /** The same when its session has ended meanwhile. */
  comesBackAsSomebodyElse() { this.#cutOff = false; }

  async signsOut(word = 'Sign out') {
    await this.page.locator('header').getByRole('button', { name: word }).click();
    await this.page.locator('dialog').getByRole('button', { name: word }).click();
  }

  async opens(address) {
    this.page = await this.context.newPage();
    this.page.on('pageerror', (error) => this.problems.push(String(error)));
    this.page.on('console', (message) => {
      const expected = /WebSocket connection|ERR_CONNECTION_REFUSED/.test(message.text()); // while the server is down
      if (message.type() === 'error' && !expected) this.problems.push(message.text());
    });
    this.page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(address).origin) this.problems.push(`asked ${request.url()}`);
    });
    await this.page.goto(address);
    await this.isConnected();
  }

  /** The same person, with another page of the same browser. */
  async alongside(address) {
    const other = new Person();
    other.context = this.context;
    await other.opens(address);
    return other;
  }

  async leaves() { await this.page.close(); }

  async isConnected() { await this.page.locator('.status.connected').waitFor(); }
  async isDisconnected() { await this.page.locator('.status.reconnecting').waitFor(); }

  get composer() { return this.page.locator('main .composer textarea'); }

  async says(text) {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async hears(text) {
    await this.page.waitForFunction(
      ([selector, wanted]) => [...document.querySelectorAll(selector)].some((row) => row.textContent === wanted),
      [shown, text],
    );
  }

  /** Everything in the timeline that the server has confirmed, oldest first. */
  heard() { return this.page.locator(shown).allTextContents(); }

  async hasNothingUnsent() { await this.page.waitForFunction(() => !document.querySelector('.unsent')); }

  async seesHere(...names) {
    await this.page.waitForFunction(
      (wanted) => {
        const here = [...document.querySelectorAll('#people .name')].map((name) => name.textContent);
        return here.length === wanted.length && wanted.every((name) => here.includes(name));
      },
      names,
    );
  }

  name() { return this.page.locator('.own-name bdi').textContent(); }

  async asksForName(name) {
    await this.page.locator('.own-name').click();
    await this.page.locator('.name-form input').fill(name);
    await this.page.locator('.name-form input').press('Enter');
  }

  async isCalled(name) { await this.page.locator('.own-name', { hasText: name }).waitFor(); }

  async reads(text) { await this.page.getByText(text, { exact: true }).first().waitFor(); }

  async isAskedTo(write) { await this.page.getByPlaceholder(write).waitFor(); }

  // Rooms.
  async opensRoom(name, topic = '') {
    await this.opensRoomAs(name, { find: 'Find or open a room', name: 'Name of the room', topic: 'Topic (optional)', open: 'Open' }, topic);
  }

  async opensRoomAs(name, words, topic) {
    await this.page.getByRole('button', { name: words.find }).click();
    await this.page.getByLabel(words.name).fill(name);
    await this.page.getByLabel(words.topic).fill(topic);
    await this.page.getByRole('button', { name: words.open, exact: true }).click();
    await this.isIn(name);
  }

  async joinsRoom(name) {
    await this.page.getByRole('button', { name: 'Find or open a room' }).click();
    await this.page.locator('.room-summaries li', { hasText: name }).getByRole('button', { name: 'Join' }).click();
    await this.isIn(name);
  }

  async goesTo(name) {
    await this.page.locator('.rooms').getByRole('button', { name }).click();
    await this.isIn(name);
  }

  async isIn(name) { await this.page.locator('.room-header h2', { hasText: name }).waitFor(); }

  /** The server has kept that this person has read a room so far. */
  async isKnownToHaveRead(address, seq, room = 'lobby') {
    const cookie = (await this.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    for (const end = Date.now() + 15_000; Date.now() < end; ) {
      const device = await Talker.arrives(address, { cookie });
      device.leaves();
      if (device.hasRead[room] >= seq) return;
    }
    throw new Error(`the server does not know that ${seq} was read`);
  }

  /** What is unread in a room: its badge says so, or there is none. */
  async hasUnread(room, count) {
    const badge = this.page.locator('.rooms li', { hasText: room }).locator('.badge [aria-hidden]');
    if (count === 0) await badge.waitFor({ state: 'detached' });
    else await badge.and(this.page.getByText(String(count), { exact: true })).waitFor();
  }

  // Messages.
  row(text) { return this.page.locator('main .facts > .said:not(.unsent)', { has: this.page.getByText(text, { exact: true }) }).last(); }

  async opensMenuOf(text) {
    await this.row(text).hover();
    await this.row(text).locator('.more').click();
  }

  async chooses(item, text) {
    await this.opensMenuOf(text);
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async reacts(emoji, text) {
    await this.opensMenuOf(text);
    await this.page.getByRole('menuitemcheckbox', { name: new RegExp(emoji) }).click();
  }

  async sees(selector, text) { await this.page.locator(selector, { hasText: text }).first().waitFor(); }

  async doesNotSee(selector) { await this.page.locator(selector).first().waitFor({ state: 'detached' }); }

  async hasInView(text) {
    await this.page.waitForFunction((wanted) => {
      const edge = document.querySelector('main .scroller').getBoundingClientRect();
      const row = [...document.querySelectorAll('main .facts > .said .text')].find(({ textContent }) => textContent === wanted);
      const place = row?.getBoundingClientRect();
      return place && place.top >= edge.top && place.bottom <= edge.bottom + 1;
    }, text);
  }

  async scrollsUpTo(text) { await this.#scrolls(-2000, text); }
  async scrollsDownTo(text) { await this.#scrolls(2000, text); }

  async #scrolls(step, text) {
    await this.page.waitForFunction(([by, wanted]) => {
      document.querySelector('main .scroller').scrollTop += by;
      return [...document.querySelectorAll('main .facts > .said .text')].some(({ textContent }) => textContent === wanted);
    }, [step, text], { polling: 50, timeout: 30_000 });
  }

  /** The texts and the line "new", as they stand. */
  timeline() {
    return this.page.locator('main .facts > .said:not(.unsent) .text, main .facts > .marker').allTextContents();
  }

  /** Talks to the browser below the page: the way to real input-method events. */
  async devtools() { return this.context.newCDPSession(this.page); }

  async picture(path) { await this.page.screenshot({ path }); }
}
