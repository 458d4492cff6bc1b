import { signal } from '@preact/signals';
import type { Chat } from './chat';
import type { Refusal } from './letter';
import type { Place } from './scroller';
import type { Store } from './storage';

/** A question before something that cannot be taken back. */
export interface Asking { text: string; yes: string; act: () => Promise<Refusal | undefined> | void }

export type Panel = 'people' | 'pins' | 'thread';

/** What the page shows besides the conversation, and where somebody is at work in it. */
export class View {
  readonly panel = signal<Panel | undefined>(home());
  readonly thread = signal<number | undefined>(undefined); // its first message
  readonly roomsOpen = signal(false); // on small screens
  readonly findingRooms = signal(false);
  readonly menu = signal<{ seq: number; at: HTMLElement } | undefined>(undefined);
  readonly asking = signal<Asking | undefined>(undefined);
  readonly replyTo = signal<number | undefined>(undefined);
  readonly editing = signal<number | undefined>(undefined);
  /** Where one was in a room before one went to another, unless that was the newest. */
  readonly places = new Map<string, Place>();
  /** Set by the timeline and the composer. */
  jump: (seq: number) => void = () => {};
  showNewest: () => void = () => {};
  focusComposer: () => void = () => {};

  constructor(readonly chat: Chat, readonly store: Store) {}

  go(room: string): void {
    this.roomsOpen.value = this.findingRooms.value = false;
    this.chat.place.value = room;
  }

  /** Another room is shown: nothing of the one before is meant any more. */
  moved(): void {
    this.menu.value = this.replyTo.value = this.editing.value = this.thread.value = undefined;
    if (this.panel.peek() !== 'people') this.panel.value = home();
  }

  toggle(panel: Panel): void {
    if (this.panel.value === panel) this.closePanel();
    else this.panel.value = panel;
  }

  closePanel(): void { this.panel.value = this.panel.value === 'people' ? undefined : home(); }

  /** Shows a message of the room, which on small screens must not be covered. */
  show(seq: number): void {
    if (!home()) this.panel.value = undefined;
    this.jump(seq);
  }

  showThread(root: number): void {
    this.thread.value = root;
    this.panel.value = 'thread';
  }

  reply(seq: number): void {
    this.editing.value = undefined;
    this.replyTo.value = seq;
    this.focusComposer();
  }

  edit(seq: number): void {
    this.replyTo.value = undefined;
    this.editing.value = seq;
    this.focusComposer();
  }
}

/** What is beside the messages where there is room for it. */
function home(): Panel | undefined {
  return matchMedia('(min-width: 60rem)').matches ? 'people' : undefined;
}
