const shown = '.facts > .said:not(.unsent) .text';

/** Somebody with a browser of their own, in the words of the chat. Every wait is for something to be seen. */
export class Person {
  problems = [];

  static async arrives(browser, address, options = {}) {
    const person = new Person();
    person.context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Tokyo', ...options });
    person.context.setDefaultTimeout(15_000);
    await person.opens(address);
    return person;
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

  async leaves() { await this.page.close(); }

  async isConnected() { await this.page.locator('.status.connected').waitFor(); }
  async isDisconnected() { await this.page.locator('.status.reconnecting').waitFor(); }

  get composer() { return this.page.locator('.composer textarea'); }

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

  /** Talks to the browser below the page: the way to real input-method events. */
  async devtools() { return this.context.newCDPSession(this.page); }

  async picture(path) { await this.page.screenshot({ path }); }
}
