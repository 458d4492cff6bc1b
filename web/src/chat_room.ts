import { signal } from '@preact/signals';
import type { Fact } from './facts';
import { isFill, type Page } from './pages';
import { People } from './people';
import type { Answer, CaughtUp, Question, Remark, Reset, RoomNews, RoomState } from './protocol';
import { ReadCursor } from './read_cursor';
import { isFactNews } from './reading';
import { Room, type RoomListener } from './room';
import type { Surroundings } from './surroundings';
import { Writers, WritingSign } from './writing';

export interface Host extends Pick<Surroundings, 'now' | 'after'> {
  ask(question: Question): Promise<Answer | undefined>;
  remark(remark: Remark): void;
  /** One's own id. */
  me(): string | undefined;
  /** True if one has this room before one's eyes, down to its newest message. */
  looking(room: ChatRoom): boolean;
  added(facts: readonly Fact[]): void;
  replaced(): void;
}

const rowsOfARoomNotLookedAt = 500;
const page = 100;

/** A room that one hears: its facts, and what the page shows around them. */
export class ChatRoom {
  readonly topic = signal('');
  readonly closed = signal(false);
  readonly people = new People();
  readonly cursor: ReadCursor;
  readonly writers: Writers;
  readonly sign: WritingSign;
  /** Counts up when a message is new, or is not what it was: what is drawn from `room` looks at this. */
  readonly version = signal(0);
  readonly room: Room;
  #topicSeq = 0;
  #timeline: RoomListener | undefined;

  constructor(readonly name: string, private readonly host: Host) {
    this.cursor = new ReadCursor(host, (seq) => host.remark({ type: 'read', room: name, seq }));
    this.writers = new Writers(host);
    this.sign = new WritingSign(host, () => host.remark({ type: 'typing', room: name }));
    this.room = new Room((page) => void this.#ask(page), {
      replaced: () => this.#replaced(),
      added: (facts, live) => this.#added(facts, live),
      loaded: () => this.#loaded(),
      changed: (messages) => { ++this.version.value; this.#timeline?.changed(messages); },
    });
  }

  /** From now on `timeline` hears what becomes of the facts, until it is let go: then only the newest are kept. */
  watch(timeline: RoomListener): () => void {
    this.#timeline = timeline;
    this.cursor.entered();
    return () => {
      this.#timeline = undefined;
      this.cursor.left();
      this.room.trim(rowsOfARoomNotLookedAt);
    };
  }

  welcomed(state: RoomState): void {
    this.#topicIs(state.topic, state.head);
    this.closed.value = state.closed;
    this.cursor.welcomed(state);
    this.room.welcomed(state.head);
  }

  heard(news: RoomNews): void {
    if (isFactNews(news)) return this.room.heard(news);
    switch (news.type) {
      case 'caught_up': return this.#caughtUp(news);
      case 'reset': return this.#reset(news);
      case 'read': return this.cursor.elsewhere(news.seq, this.#saidAfter(news.seq) ?? Math.max(0, this.room.last - news.seq));
      case 'here': return this.people.came(news.user);
      case 'gone': return this.people.went(news.user);
      case 'crowd': return this.people.are(news.here ?? this.people.named.value, news.count);
      case 'typing': return this.writers.heard(news.users, this.host.me());
    }
  }

  #loaded(): void {
    const left = this.#saidAfter(this.cursor.read);
    if (left !== undefined) this.cursor.counted(left);
    this.#timeline?.loaded();
  }

  /** Topics are known from facts of all ages: the newest holds. */
  #topicIs(topic: string, seq: number): void {
    if (seq < this.#topicSeq) return;
    this.#topicSeq = seq;
    this.topic.value = topic;
  }

  #caughtUp(news: CaughtUp): void {
    this.people.are(news.here, news.count);
    this.room.caughtUp(news);
  }

  #reset(news: Reset): void {
    this.#topicSeq = 0;
    this.room.reset(news);
    this.#takeUp(news.facts);
  }

  #replaced(): void {
    ++this.version.value;
    this.host.replaced();
    this.#timeline?.replaced();
  }

  #added(facts: readonly Fact[], live: boolean): void {
    this.#takeUp(facts);
    for (const fact of facts) if (fact.type === 'said') this.writers.said(fact.user.id);
    this.cursor.added(facts, this.host.me(), this.host.looking(this));
    this.host.added(facts);
    ++this.version.value;
    this.#timeline?.added(facts, live);
  }

  #takeUp(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.type === 'topic_set' || fact.type === 'opened') this.#topicIs(fact.topic, fact.seq);
      if (fact.type === 'closed') this.closed.value = true;
    }
  }

  /** How much others have said after `seq`, if all of that is known. */
  #saidAfter(seq: number): number | undefined {
    const range = this.room.newest;
    if (!range || range.first > seq + 1) return undefined;
    return range.shown.filter((fact) => fact.type === 'said' && fact.seq > seq && fact.user.id !== this.host.me()).length;
  }

  async #ask(asked: Page): Promise<void> {
    const answer = isFill(asked)
      ? await this.host.ask({ type: 'fill', room: this.name, ...asked })
      : await this.host.ask({ type: 'history', room: this.name, ...asked, limit: page });
    if (!answer) return; // the connection is lost
    if (answer.type === 'history') this.#takeUp(answer.facts);
    this.room.received(asked, answer.type === 'history' ? answer : undefined);
  }
}
