/**
 * The program a worker thread runs.
 *
 * Node 20 runs no TypeScript, in workers neither under a loader; so what itself runs from source, as the tests do,
 * takes the worker that `npm run build` left in dist.
 */
export function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../../dist/store/sqlite/worker.js' : './worker.js', import.meta.url);
}
