import type { Change, Said, User } from './facts';
import type { Unsent } from './letter';
import { after } from './message';

const afterAll = 2 ** 52; // later than every fact

/** `message` as it will be once what one wants of it is done. What was refused changes nothing. */
export function expected(message: Said, unsent: readonly Unsent[], me: User): Said {
  return unsent.filter(({ refusal }) => !refusal).reduce((soFar, { intent }, index) => {
    const change = changeOf(intent, message, me, afterAll + index);
    return change ? after(soFar, change) : soFar;
  }, message);
}

/** The intents among `unsent` that are about this message, oldest first. */
export function about(unsent: readonly Unsent[], room: string, seq: number): Unsent[] {
  return unsent.filter(({ intent }) => 'seq' in intent && intent.room === room && intent.seq === seq);
}

function changeOf(intent: Unsent['intent'], { room, at, seq: message }: Said, user: User, seq: number): Change | undefined {
  const fact = { room, at, user, message, seq };
  switch (intent.type) {
    case 'edit': return { ...fact, type: 'edited', text: intent.text };
    case 'delete': return { ...fact, type: 'deleted' };
    case 'react': return { ...fact, type: 'reacted', emoji: intent.emoji };
    case 'unreact': return { ...fact, type: 'unreacted', emoji: intent.emoji };
    case 'pin': return { ...fact, type: 'pinned' };
    case 'unpin': return { ...fact, type: 'unpinned' };
    default: return undefined;
  }
}
