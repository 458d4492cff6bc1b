// The real program, harmed in every way that we know: what it has promised is judged by tests/checker.
// `node run.mjs KOTORI_BINARY SHIFTED_CLOCK`; with KOTORI_FAULTS=long as often as before a release.
import './kills.mjs';
import './calls.mjs';
import './restores.mjs';
