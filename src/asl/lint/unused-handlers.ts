import { reportWarning } from '../place.ts';
import { catchersOf, type ErrorHandler, retriersOf } from './handlers.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'HANDLER_NEVER_USED';

export const unusedHandlers: LintRule = {
  code,
  summary: 'Earlier Retriers or Catchers leave nothing to a later one.',
  check: eachState((state) => {
    reportUnused(retriersOf(state));
    reportUnused(catchersOf(state));
  }),
};

function reportUnused(handlers: readonly ErrorHandler[]): void {
  const earlier = new Set<string>();
  for (const { kind, names, place } of handlers) {
    if (names.length > 0 && names.every((name) => isTaken(name, earlier))) {
      reportWarning(place, code, `Earlier entries take every error that this ${kind} names`);
    }
    for (const name of names) earlier.add(name);
  }
}

/** Errors that the wildcard `States.TaskFailed` leaves to others. */
const notTaskFailures = new Set([
  'States.ALL',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.DataLimitExceeded',
]);

function isTaken(name: string, earlier: ReadonlySet<string>): boolean {
  if (earlier.has(name)) return true;
  if (name === 'States.HeartbeatTimeout') return earlier.has('States.Timeout');
  return earlier.has('States.TaskFailed') && !notTaskFailures.has(name);
}
