// Fills docs/performance.md with what a run of the benchmarks wrote.
// Usage: node bench/write-page.mjs FILE [PAGE], where FILE is from `npm run bench -- --peers --json FILE`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { figuresSection } from './table/page.mjs';

const [file, page = fileURLToPath(new URL('../docs/performance.md', import.meta.url))] =
  process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: node bench/write-page.mjs FILE [PAGE]');
  process.exit(2);
}
const [begin, end] = ['<!-- figures -->', '<!-- end of figures -->'];
const text = readFileSync(page, 'utf8');
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${page} has no ${begin} … ${end} to fill`);
const section = figuresSection(JSON.parse(readFileSync(file, 'utf8')));
writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${section}\n${text.slice(to)}`);
