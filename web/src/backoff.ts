/** When to come back, and whether to. Times are in milliseconds. */

const first = 500;
const longest = 15_000;

/** Full jitter: many clients that lost the same server do not return at the same moment. `random` is in [0, 1). */
export function delayAfter(failures: number, random: number): number {
  return random * Math.min(longest, first * 2 ** failures);
}

// What we said was wrong, and would be wrong again: protocol error, unsupported, bad text, policy, too big, extension.
const ourFault = new Set([1002, 1003, 1007, 1008, 1009, 1010]);

/** The session with which one came has ended. */
export const sessionEnded = 4501;

/** True if a close with this code means "do not come back by yourself": 4500-4999, or our own fault. */
export function isFinal(code: number): boolean {
  return (code >= 4500 && code <= 4999) || ourFault.has(code);
}
