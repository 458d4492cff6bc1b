// The real program, harmed in every way that we know: what it has promised is judged by tests/checker.
// `node run.mjs KOTORI_BINARY SHIFTED_CLOCK`; with KOTORI_FAULTS=long as often as before a release.
import './kills.mjs';
import './calls.mjs';
import './restores.mjs';
import './acknowledging.mjs';
import './disk.mjs';
import './locked.mjs';
import './clock.mjs';
import './restored.mjs';
import './repeats.mjs';
import './size.mjs';
import './stampede.mjs';
