// A cluster on this machine: `node show.mjs KOTORI_BINARY [--port 8080] [--nodes 3] [--bus nats|postgres|none]`. Ctrl-C ends all of it.
import { parseArgs } from 'node:util';
import { Cluster, missing } from './cluster.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '8080' }, nodes: { type: 'string', default: '3' }, bus: { type: 'string', default: 'nats' } },
});
if (missing) {
  console.error(`This machine has no ${missing}. Debian has it under that name.`);
  process.exit(1);
}
const cluster = new Cluster(positionals[0], { count: Number(values.nodes), bus: values.bus, frontPort: Number(values.port) });
const ended = new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, resolve)));
try {
  await cluster.start({ front: true });
  console.log(`${cluster.nodes.length} nodes serve one chat. Open ${cluster.front.address} in a browser; Ctrl-C stops everything, and forgets it.`);
  for (const { name, address, pid } of cluster.nodes) console.log(`  ${name}  ${address}  process ${pid}`);
  console.log(`  the database  ${cluster.postgres.url}`);
  if (cluster.nats) console.log(`  the bus       ${cluster.nats.url}`);
  await ended;
} finally {
  await cluster.end();
}
