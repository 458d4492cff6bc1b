/** What can never change about a fact, as one string. Texts can: messages are edited and deleted. */
export function printOf({ type, user, at, message, emoji, reply_to, thread, topic, was }) {
  return JSON.stringify([type, user.id, user.name, at, message, emoji, reply_to, thread, topic, was]);
}

/** Which text a fact shows: as it was first, as the edit `by` left it, or none because the message is deleted. */
export function shownBy({ type, text, state, message }) {
  if (type === 'edited' && text === '') return { text, deleted: message };
  if (type !== 'said') return { text };
  if (state?.deleted) return { text, by: state.deleted };
  return state?.edited ? { text, by: state.edited } : { text };
}

/** The fact that each command asks for. */
export const factFor = {
  say: 'said', edit: 'edited', delete: 'deleted', react: 'reacted', unreact: 'unreacted', pin: 'pinned', unpin: 'unpinned',
  open: 'opened', join: 'joined', leave: 'left', topic: 'topic_set', close: 'closed', rename: 'renamed',
};

/** What a fact and the command that made it have in common, but for their texts. */
export function askedBy(user, { type, seq, emoji, reply_to, topic, name }) {
  return JSON.stringify([user, factFor[type], seq, emoji, reply_to, type === 'open' ? (topic ?? '') : topic, name]);
}
export function answerTo({ type, user, message, emoji, reply_to, topic }) {
  return JSON.stringify([user.id, type, message, emoji, reply_to, topic, type === 'renamed' ? user.name : undefined]);
}

/** What facts, all of one room and in order, have made of each message: {edited, deleted, pinned, replies, reactions}. */
export function statesAfter(facts) {
  const states = new Map();
  const does = {
    said: (state, { thread }) => thread && states.get(thread) && ++states.get(thread).replies,
    edited: (state, { seq }) => (state.edited = seq),
    deleted: (state, { seq }) => (state.deleted = seq),
    pinned: (state, { seq }) => (state.pinned = seq),
    unpinned: (state) => delete state.pinned,
    reacted: (state, { emoji, user }) => (state.reactions[emoji] ??= new Set()).add(user.id),
    unreacted: (state, { emoji, user }) => state.reactions[emoji]?.delete(user.id),
  };
  for (const fact of facts) {
    if (fact.type === 'said') states.set(fact.seq, { replies: 0, reactions: {} });
    const state = states.get(fact.type === 'said' ? fact.seq : fact.message);
    if (state) does[fact.type]?.(state, fact);
  }
  return states;
}

/** A state as one string, whichever way it was made. */
export function stateText({ edited, pinned, replies, reactions } = {}) {
  const counts = Array.isArray(reactions)
    ? reactions.map(({ emoji, count }) => [emoji, count])
    : Object.entries(reactions ?? {}).map(([emoji, users]) => [emoji, users.size]);
  return JSON.stringify([edited ?? 0, pinned ?? 0, replies ?? 0, counts.filter(([, count]) => count > 0).sort()]);
}
