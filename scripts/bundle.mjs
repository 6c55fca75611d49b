// Joins what tsc built to a few files in dist/bundle, which bin/stepwell runs: Node takes half a millisecond for each module
// it loads, and a server starts in half the time. Packages stay outside, and what is loaded on demand stays apart.

import { writeFileSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';

const dist = resolve(import.meta.dirname, '../dist');

/** Programs of their own: the command, and what worker threads run. All files of the bundle stand side by side. */
const programs = ['bin.js', 'store/sqlite/worker.js', 'store/sqlite/backup/backup-worker.js'];

/** Their `import.meta.url` finds a worker beside the bundle's own files. */
const workerStarters = ['store/sqlite/worker-file.js', 'store/sqlite/backup/back-up-in-thread.js'];

/** Everything else that a module finds by its own place, such as the API models, stays where tsc and copy-assets put it. */
const ownPlaces = {
  name: 'own-places',
  transform(code, id) {
    const place = relative(dist, id).split(sep).join('/');
    if (workerStarters.includes(place) || !code.includes('import.meta.url')) return null;
    const url = `new URL(${JSON.stringify(`../${place}`)}, import.meta.url).href`;
    return { code: code.replaceAll('import.meta.url', url), map: null };
  },
};

const bundle = await rolldown({
  input: Object.fromEntries(programs.map((program) => [basename(program, '.js'), resolve(dist, program)])),
  platform: 'node',
  external: (id) => !id.startsWith('.') && !id.startsWith(dist),
  plugins: [ownPlaces],
});
const folder = resolve(dist, 'bundle');
const { output } = await bundle.write({
  dir: folder,
  format: 'esm',
  comments: false,
  cleanDir: true,
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();

// V8 keeps a source that has a letter beyond Latin-1 at two bytes for every letter.
for (const { type, fileName, code } of output) {
  if (type !== 'chunk') continue;
  const escaped = code.replace(/[^\p{ASCII}]/gu, (letter) => letter.split('').map(escapeOf).join(''));
  if (escaped !== code) writeFileSync(resolve(folder, fileName), escaped);
}

/** One UTF-16 unit as it may stand in any text, template or regular expression. */
function escapeOf(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
