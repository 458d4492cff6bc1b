// Several nodes over one PostgreSQL, with and without NATS: `node run.mjs KOTORI_BINARY`; with KOTORI_FAULTS=long as often as before a release.
import './together.mjs';
import './upgrades.mjs';
import './outsiders.mjs';
import './thousands.mjs';
import './steady.mjs';
import './moving.mjs';
import './sessions.mjs';
import './faults.mjs';
