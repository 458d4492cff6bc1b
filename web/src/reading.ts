import { isFact, toFact, type Fact } from './facts';
import type { Answer, News, RoomNews } from './protocol';

type Fields = Record<string, unknown>;

const answers: ReadonlySet<unknown> = new Set(['welcome', 'ok', 'refused', 'history', 'rooms']);
const news: ReadonlySet<unknown> = new Set([
  'caught_up', 'reset', 'heartbeat', 'read', 'membership', 'here', 'gone', 'crowd', 'typing',
]);

/** One frame from the server, or nothing if it is of no use to us. Unknown fields and unknown types are ignored. */
export function read(frame: string): Answer | News | undefined {
  let value: unknown;
  try { value = JSON.parse(frame); } catch { return undefined; }
  if (!isFields(value)) return undefined;
  if (typeof value.id === 'string') return answers.has(value.type) ? (withFacts(value) as unknown as Answer) : undefined;
  if (isFact(value)) return toFact(value);
  return news.has(value.type) ? (withFacts(value) as unknown as News) : undefined;
}

export function isAnswer(message: Answer | News): message is Answer {
  return 'id' in message;
}

export function isFactNews(message: RoomNews): message is Fact {
  return 'at' in message;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** Pages of history and resets carry facts; those of unknown kinds among them keep their numbers. */
function withFacts(value: Fields): Fields {
  if (value.type !== 'history' && value.type !== 'reset') return value;
  const facts = Array.isArray(value.facts) ? value.facts.filter(isFields).filter(isFact).map(toFact) : [];
  return { ...value, facts };
}
