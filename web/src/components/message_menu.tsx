import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatRoom } from '../chat_room';
import type { Said } from '../facts';
import { words } from '../i18n/language';
import { messageOf } from '../row_context';
import { isMine } from '../said_row';
import type { View } from '../view';

const quick = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '✅'];

/** What can be done with one message, at its button. */
export function MessageMenu({ view }: { view: View }) {
  const room = view.chat.room.value;
  const at = view.menu.value;
  const message = room && at && messageOf(view.chat, room, at.seq);
  if (!room || !at || !message) return null;
  return <Open key={at.seq} view={view} room={room} message={message} at={at.at} />;
}

function Open({ view, room, message, at }: { view: View; room: ChatRoom; message: Said; at: HTMLElement }) {
  const menu = useRef<HTMLDivElement>(null);
  const close = () => { view.menu.value = undefined; };
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];

  useLayoutEffect(() => {
    if (menu.current) place(menu.current, at);
    items()[0]?.focus({ preventScroll: true });
  }, []);

  useEffect(() => {
    const elsewhere = (event: Event) => { if (!(event.target instanceof Node && menu.current?.contains(event.target))) close(); };
    // Not at every scrolling: new messages move the old ones while somebody chooses.
    const signs = ['pointerdown', 'wheel', 'touchmove', 'resize'] as const;
    for (const sign of signs) addEventListener(sign, elsewhere, { passive: true });
    return () => { for (const sign of signs) removeEventListener(sign, elsewhere); };
  }, []);

  function pressed(event: KeyboardEvent): void {
    const all = items();
    const index = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) all[(index + step + all.length) % all.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') back();
    else return;
    event.preventDefault();
  }

  function back(): void {
    close();
    const row = at.isConnected ? at.closest('li') : document.querySelector(`main [data-seq="${message.seq}"]`); // it may be drawn anew
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
  }

  const choose = (act: () => void) => () => { back(); act(); };
  return (
    <div ref={menu} class="menu floating" role="menu" aria-label={words.value.actions(message.user.name)} onKeyDown={pressed}>
      {!room.closed.value && <Reactions view={view} room={room} message={message} choose={choose} />}
      <Actions view={view} room={room} message={message} choose={choose} />
    </div>
  );
}

interface Part { view: View; room: ChatRoom; message: Said; choose: (act: () => void) => () => void }

function Reactions({ view: { chat }, room, message, choose }: Part) {
  const me = chat.me.value;
  const mine = (emoji: string) => message.state?.reactions?.some((reaction) => reaction.emoji === emoji && isMine(reaction, me)) ?? false;
  return (
    <div class="quick" role="group">
      {quick.map((emoji) => (
        <button type="button" role="menuitemcheckbox" aria-checked={mine(emoji)} aria-label={words.value.react(emoji)} key={emoji}
          onClick={choose(() => void chat.do({ type: mine(emoji) ? 'unreact' : 'react', room: room.name, seq: message.seq, emoji }))}>
          {emoji}
        </button>
      ))}
    </div>
  );
}

function Actions({ view, room, message, choose }: Part) {
  const { chat } = view;
  const on = { room: room.name, seq: message.seq };
  const own = message.user.id === chat.me.value?.id;
  const root = message.thread ?? (message.state?.replies ? message.seq : undefined);
  const item = (label: string, act: () => void, danger = false) => (
    <button type="button" role="menuitem" class={danger ? 'danger' : ''} onClick={choose(act)}>{label}</button>
  );
  const erase = () => {
    view.asking.value = { text: words.value.deleteAsk, yes: words.value.delete, act: () => void chat.do({ type: 'delete', ...on }) };
  };
  return (
    <>
      {!room.closed.value && item(words.value.reply, () => view.reply(message.seq))}
      {root !== undefined && item(words.value.showThread, () => view.showThread(root))}
      {item(words.value.copy, () => void navigator.clipboard?.writeText(message.text))}
      {!room.closed.value && item(message.state?.pinned ? words.value.unpin : words.value.pin,
        () => void chat.do({ type: message.state?.pinned ? 'unpin' : 'pin', ...on }))}
      {own && !room.closed.value && item(words.value.edit, () => view.edit(message.seq))}
      {own && !room.closed.value && item(words.value.delete, erase, true)}
    </>
  );
}

/** Below the button if there is room, else above; never out of the window. */
function place(menu: HTMLElement, at: HTMLElement): void {
  const button = at.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = button.bottom + 4 + height <= innerHeight;
  menu.style.top = `${Math.max(8, below ? button.bottom + 4 : button.top - 4 - height)}px`;
  menu.style.left = `${Math.max(8, Math.min(button.left, innerWidth - width - 8))}px`;
}
