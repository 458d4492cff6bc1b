import { describe, expect, it } from 'vitest';
import { linked } from './links';

/** The text with its links in brackets. */
const shown = (text: string) => linked(text).map((node) => (node instanceof HTMLAnchorElement ? `[${node.href}]` : node.textContent)).join('');

describe('links', () => {
  it.each([
    ['no address', 'no address'],
    ['see https://example.org/a?b=c#d now', 'see [https://example.org/a?b=c#d] now'],
    ['http://example.org/', '[http://example.org/]'],
    ['https://example.org/a.', '[https://example.org/a].'],
    ['(https://example.org/a)', '([https://example.org/a])'],
    ['https://example.org/bird_(animal)', '[https://example.org/bird_(animal)]'],
    ['「https://example.org/鳥」です', '「[https://example.org/%E9%B3%A5]」です'],
    ['https://a.example/ and https://b.example/', '[https://a.example/] and [https://b.example/]'],
    ['https://', 'https://'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['data:text/html,x ftp://example.org', 'data:text/html,x ftp://example.org'],
    ['<a href="https://example.org/">x</a>', '<a href="[https://example.org/]">x</a>'],
  ])('%s', (text, expected) => expect(shown(text)).toBe(expected));

  it('keep every letter of the text', () => {
    const text = 'a https://example.org/x, b <b>https://example.org/</b>\nc';
    expect(linked(text).map(({ textContent }) => textContent).join('')).toBe(text);
  });

  it('tell nobody where they were followed from', () => {
    const [link] = linked('https://example.org/') as HTMLAnchorElement[];
    expect([link?.rel, link?.target]).toEqual(['noopener noreferrer', '_blank']);
  });
});
