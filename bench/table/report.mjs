import { median } from './statistics.mjs';
import { tableOf } from './table.mjs';

/**
 * Hands a line of the table to run.mjs, or prints it where the benchmark was started by itself.
 *
 * `figure`: what was measured. `unit`: '/s', 'ms', 's', 'MB', 'µs' or '' for a ratio. `runs`: what each run gave.
 * `better`: 'more' or 'less'. `bar`: what the median must reach, if anything. `beside`: peers and raw limits of the
 * same run, each a name and its runs, and `isPeer` for what does the work that we do. `remark`: what else a reader should know.
 */
export function report({ figure, unit, runs, better, bar, beside = [], remark = '' }) {
  const row = {
    figure,
    unit,
    value: median(runs),
    runs,
    better,
    bar,
    beside: beside.map(({ name, runs: theirs, isPeer = false }) => ({
      name,
      value: median(theirs),
      runs: theirs,
      isPeer,
    })),
    remark,
  };
  if (process.send === undefined) console.log(tableOf([row]));
  else process.send({ row });
}

/** Says what was not measured, and why. */
export function reportSkipped(what, reason) {
  if (process.send === undefined) console.log(`not measured: ${what}: ${reason}`);
  else process.send({ skipped: { what, reason } });
}

/** Names the version of what only the benchmark itself can ask. */
export function reportVersion(name, version) {
  process.send?.({ version: { name, version } });
}
