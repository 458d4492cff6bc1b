// The real program, spoken to by clients that nobody here wrote: npm's `ws`, Node's own HTTP and bare sockets.
// `node run.mjs KOTORI_BINARY`
import './conversations.mjs';
import './identity.mjs';
import './signing_out.mjs';
import './malformed_http.mjs';
import './handshakes.mjs';
import './frames.mjs';
import './naughty.mjs';
import './limits.mjs';
import './tls.mjs';
import './crowd.mjs';
import './slow_reader.mjs';
import './echoing.mjs';
import './compressing.mjs';
import './proxies.mjs';
import './behind_proxy.mjs';
import './metrics.mjs';
import './load.mjs';
import './slow_attacks.mjs';
import './stopping.mjs';
import './killed.mjs';
import './backups.mjs';
import './new.mjs';
import './starting.mjs';
