import type { Change, Fact, MessageState, Reacted, Reaction, Said } from './facts';

const mostNamed = 20;

/**
 * `message` as it is after `fact`: the same object if the fact changes nothing. Harmless to a message that is newer
 * than the fact, as long as the facts in between follow: the last one wins, and reactions are sets.
 */
export function after(message: Said, fact: Fact): Said {
  const replies = (message.state?.replies ?? 0) + 1;
  if (fact.type === 'said') return fact.thread === message.seq ? withState(message, { replies }) : message;
  if (!('message' in fact) || fact.message !== message.seq || message.state?.deleted) return message;
  return changed(message, fact);
}

function changed(message: Said, fact: Change): Said {
  switch (fact.type) {
    case 'edited':
      // An edit without text is one whose message has been deleted since.
      if (fact.text === '' || (message.state?.edited ?? 0) >= fact.seq) return message;
      return withState({ ...message, text: fact.text }, { edited: fact.seq });
    case 'deleted': {
      const { replies } = message.state ?? {};
      return { ...message, text: '', state: { ...(replies !== undefined && { replies }), deleted: fact.seq } };
    }
    case 'pinned':
      return (message.state?.pinned ?? 0) >= fact.seq ? message : withState(message, { pinned: fact.seq });
    case 'unpinned': {
      if (!message.state?.pinned || message.state.pinned > fact.seq) return message;
      const { pinned: _, ...rest } = message.state;
      return { ...message, state: rest };
    }
    default: {
      const reactions = reacted(message.state?.reactions ?? [], fact);
      return reactions ? withState(message, { reactions }) : message;
    }
  }
}

function withState(message: Said, more: MessageState): Said {
  return { ...message, state: { ...message.state, ...more } };
}

/** The reactions after `fact`, or nothing if it changes none. */
function reacted(reactions: readonly Reaction[], { type, emoji, user }: Reacted): Reaction[] | undefined {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  const named = known?.users.includes(user.id) ?? false;
  const allNamed = !known || known.count === known.users.length;
  if (type === 'reacted') {
    if (named) return undefined;
    if (!known) return [...reactions, { emoji, count: 1, users: [user.id] }];
    const users = known.users.length < mostNamed ? [...known.users, user.id] : known.users;
    return reactions.map((reaction) => (reaction === known ? { emoji, count: known.count + 1, users } : reaction));
  }
  if (!known || (!named && allNamed)) return undefined;
  const rest = { emoji, count: known.count - 1, users: known.users.filter((id) => id !== user.id) };
  return reactions.flatMap((reaction) => (reaction !== known ? [reaction] : rest.count > 0 ? [rest] : []));
}
