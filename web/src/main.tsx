import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app';
import { browser } from './browser';
import { Chat } from './chat';
import { forgetDrafts } from './desk';
import { restoreLanguage } from './i18n/language';
import { openOutboxDatabase } from './outbox_database';
import { memoryOutboxStore } from './outbox_store';
import { lobby } from './protocol';
import { openStore } from './storage';
import './styles/base.css';
import './styles/frame.css';
import './styles/messages.css';
import './styles/writing.css';
import './styles/floating.css';
import { View } from './view';

const store = openStore();
restoreLanguage(store);
const chat = new Chat(await openOutboxDatabase(store).catch(memoryOutboxStore), browser);
const view = new View(chat, store);
chat.forgetPerson = () => forgetDrafts(store);

// The room is in the address, so that it outlives a reload, can be gone back to, and can be given to others.
const named = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ''; } };
const moved = () => { chat.place.value = named() || lobby; };
addEventListener('hashchange', moved);
moved();
effect(() => {
  const room = chat.place.value;
  if (room !== (named() || lobby)) location.hash = room === lobby ? '' : encodeURIComponent(room);
  view.moved();
});
effect(() => {
  const room = chat.place.value === lobby ? '' : `${chat.place.value} · `;
  document.title = `${chat.rooms.unread > 0 ? `(${chat.rooms.unread}) ` : ''}${room}Kotori`;
});

const wake = () => { if (document.visibilityState === 'visible') chat.wake(navigator.onLine); };
document.addEventListener('visibilitychange', wake);
for (const event of ['online', 'offline', 'pageshow']) addEventListener(event, wake);

const app = document.getElementById('app');
if (app) render(<App view={view} />, app);
await chat.start();
