import { describe, expect, it } from 'vitest';
import { ann, bob } from './testing/facts';
import { TestSurroundings } from './testing/surroundings';
import { Writers, WritingSign } from './writing';

describe('those who write', () => {
  it('are shown for five seconds after the last sign, oneself never', async () => {
    const surroundings = new TestSurroundings();
    const writers = new Writers(surroundings);
    writers.heard([ann, bob], ann.id);
    expect(writers.users.value).toEqual([bob]);
    await surroundings.turn(4000);
    writers.heard([bob], ann.id);
    await surroundings.turn(4000);
    expect(writers.users.value).toEqual([bob]);
    await surroundings.turn(1000);
    expect(writers.users.value).toEqual([]);
  });

  it('are shown no longer once they have said it', async () => {
    const surroundings = new TestSurroundings();
    const writers = new Writers(surroundings);
    writers.heard([bob], ann.id);
    writers.said(bob.id);
    await surroundings.turn(1000);
    writers.said(bob.id);
    await surroundings.turn(1000);
    writers.heard([bob], ann.id); // told late
    expect(writers.users.value).toEqual([]);
    await surroundings.turn(1500);
    writers.heard([bob], ann.id);
    expect(writers.users.value).toEqual([bob]);
  });

  it('say so every three seconds, and at once for the next message', () => {
    const surroundings = new TestSurroundings();
    let told = 0;
    const sign = new WritingSign(surroundings, () => { ++told; });
    for (let second = 0; second < 6; ++second) {
      sign.typed();
      surroundings.sleep(1000);
    }
    expect(told).toBe(2);
    sign.sent();
    sign.typed();
    expect(told).toBe(3);
  });
});
