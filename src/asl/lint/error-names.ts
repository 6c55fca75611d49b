import { atIndex, inField, reportWarning } from '../place.ts';
import { catchersOf, retriersOf } from './handlers.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'ERROR_NAME_NEVER_MATCHES';

/** Source: Developer Guide, "Handling errors in Step Functions workflows". */
const reservedNames = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

const reservedByLowerCase = new Map(reservedNames.map((name) => [name.toLowerCase(), name]));

export const errorNames: LintRule = {
  code,
  summary: 'A Retrier or Catcher names an error that never reaches it.',
  check: eachState((state) => {
    for (const { names, place } of [...retriersOf(state), ...catchersOf(state)]) {
      names.forEach((name, index) => {
        const problem = findProblem(name);
        if (problem !== undefined)
          reportWarning(atIndex(inField(place, 'ErrorEquals'), index), code, problem);
      });
    }
  }),
};

function findProblem(name: string): string | undefined {
  // Recorded: not even a Catcher that names it catches it.
  if (name === 'States.Runtime') return 'States.Runtime is never retried or caught: the execution fails';
  const reserved = reservedByLowerCase.get(name.toLowerCase());
  if (reserved === undefined || reserved === name) return undefined;
  return `The case of error names counts: '${name}' is not '${reserved}'`;
}
