// The checker as a program: `node main.mjs --url http://127.0.0.1:8080/ [--devices 10] [--rooms 3] [--count 1000] [--seed N] [--histories DIR]`
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Storm } from './storm.mjs';

const text = (value) => ({ type: 'string', default: `${value}` });
const { values } = parseArgs({
  options: {
    url: text('http://127.0.0.1:8080/'), devices: text(10), rooms: text(3), count: text(1000), window: text(8),
    seed: text(Date.now() % 2 ** 32), histories: text(mkdtempSync(join(tmpdir(), 'kotori-checker-'))),
  },
});
const numbers = Object.fromEntries(['devices', 'rooms', 'count', 'window', 'seed'].map((name) => [name, Number(values[name])]));
const storm = new Storm(values.url, { ...numbers, histories: values.histories });
console.log(`seed ${storm.seed}, histories in ${values.histories}`);
try {
  await storm.begins();
  const found = await storm.ends();
  for (const { rule, what } of found) console.log(`${rule}: ${what}`);
  const broken = storm.devices.reduce((sum, each) => sum + each.broken, 0);
  console.log(`${storm.acknowledged} acknowledged, ${broken} connections lost, ${found.length || 'no'} rules broken`);
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  storm.stops();
}
