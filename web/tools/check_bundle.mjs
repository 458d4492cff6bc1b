// Holds what a first visit loads against the budget, and against the content security policy. Run by `npm run build`.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = { js: 40 * 1024, css: 8 * 1024 };
const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
const complaints = [];

for (const [kind, budget] of Object.entries(budgets)) {
  const files = [...page.matchAll(new RegExp(`(?:src|href)="/(assets/[^"]+\\.${kind})"`, 'g'))].map(([, path]) => path);
  const size = files.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length, 0);
  console.log(`${kind}: ${size} of ${budget} bytes (gzip)`);
  if (files.length === 0) complaints.push(`index.html loads no ${kind}`);
  if (size > budget) complaints.push(`${kind} is over its budget`);
}
if (/(?:src|href)="(?:[a-z]+:)?\/\//i.test(page)) complaints.push('index.html asks a third party');
if (/<style|\sstyle=|<script(?![^>]*\ssrc=)/i.test(page)) complaints.push('index.html has an inline script or style');

for (const complaint of complaints) console.error(`check_bundle: ${complaint}`);
process.exit(complaints.length === 0 ? 0 : 1);
