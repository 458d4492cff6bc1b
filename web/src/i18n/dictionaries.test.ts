import { describe, expect, it } from 'vitest';
import { dictionaries, preferred } from './language';

/** Every key with what stands under it: "text", or a function with its number of arguments. */
function shape(words: object, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) => {
    if (typeof value === 'object') return shape(value, `${path}${key}.`);
    return `${path}${key}: ${typeof value === 'function' ? value.length : 'text'}`;
  });
}

const texts = (words: object): unknown[] => Object.values(words).flatMap((value) => (typeof value === 'object' ? texts(value) : [value]));

describe('the dictionaries', () => {
  it('say the same things in every language', () => expect(shape(dictionaries.ja)).toEqual(shape(dictionaries.en)));
  it.each(Object.entries(dictionaries))('leave nothing empty in %s', (_, words) => expect(texts(words)).not.toContain(''));
  it('are chosen by the browser’s language', () => {
    expect(['ja', 'ja-JP', 'en-GB', 'de', 'jam'].map(preferred)).toEqual(['ja', 'ja', 'en', 'en', 'en']);
  });
});
