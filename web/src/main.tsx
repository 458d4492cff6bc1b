import { render } from 'preact';
import { App } from './app';
import { browser } from './browser';
import { Chat } from './chat';
import { restoreLanguage } from './i18n/language';
import { openStore } from './storage';
import './style.css';
import { Timeline } from './timeline';

const store = openStore();
restoreLanguage(store);
const chat = new Chat(store, browser);
const timeline = new Timeline(chat);

const wake = () => { if (document.visibilityState === 'visible') chat.wake(navigator.onLine); };
document.addEventListener('visibilitychange', wake);
for (const event of ['online', 'offline', 'pageshow']) addEventListener(event, wake);

const app = document.getElementById('app');
if (app) render(<App chat={chat} timeline={timeline} store={store} />, app);
chat.connect();
