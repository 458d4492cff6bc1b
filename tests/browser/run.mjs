// The chat as people meet it: real pages in Chromium, a real server. `node run.mjs KOTORI_BINARY [WEB_DIRECTORY]`.
import './conversations.mjs';
import './messages.mjs';
import './rooms.mjs';
import './history.mjs';
import './faults.mjs';
import './restarts.mjs';
import './signing_out.mjs';
import './page.mjs';
