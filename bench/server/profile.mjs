import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The flags by which a server's Node leaves CPU profiles in `directory`. */
export function profileOptions(directory) {
  return ['--cpu-prof', '--cpu-prof-dir', directory];
}

/** Prints what the main thread of the server whose profiles are in `directory` spent its time in. */
export function printProfile(directory) {
  // The store's threads have profiles of their own; the main thread's is number 0.
  const file = readdirSync(directory).find((name) => /\.\d+\.0\.\d+\.cpuprofile$/.test(name));
  console.log('\nthe main thread, by self time:');
  for (const { name, share } of topFunctions(join(directory, file), shownCount))
    console.log(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
  console.log();
}

const shownCount = 30;

/** The functions a CPU profile spent the most time in itself: name, place, share of the time; `(idle)` is one of them. */
function topFunctions(file, count) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id);
    const place = url === '' ? '' : ` ${url.replace(/^.*\/(dist|node_modules)\//, '')}:${lineNumber + 1}`;
    const name = `${functionName || '(anonymous)'}${place}`;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[index]);
    total += timeDeltas[index];
  }
  return [...times]
    .sort(([, left], [, right]) => right - left)
    .slice(0, count)
    .map(([name, time]) => ({ name, share: time / total }));
}
