// The table of docs/operations-coverage.md: made of what was answered, written, and read again.

/** Why an exception that the API lists is not provoked, by its name and perhaps the operations it is about. */
const reasons = [
  {
    mark: '1',
    exceptions: /^Kms/,
    reason: 'There is no KMS: nothing is encrypted with a key of the customer’s, so no key can refuse.',
  },
  {
    mark: '2',
    exceptions: /^StateMachineDeleting$/,
    reason:
      'A deletion takes moments in which no client here asks for more; tests of the operations themselves do.',
  },
  {
    mark: '3',
    exceptions: /^TaskDoesNotExist$/,
    reason:
      'A task token says which task it stands for, under a seal: one that nobody issued is an InvalidToken, and one whose task has ended, however long ago, a TaskTimedOut.',
  },
  {
    mark: '4',
    exceptions: /LimitExceeded$|^ServiceQuotaExceededException$/,
    reason: 'Takes so many resources that no client here makes them; tests of the operations themselves do.',
  },
  {
    mark: '5',
    exceptions: /^ConflictException$/,
    operations: /^(CreateStateMachine|DeleteStateMachineAlias|UpdateStateMachine|UpdateStateMachineAlias)$/,
    reason: 'Answered where others change the same state machine all the while, which no client here does.',
  },
  {
    mark: '6',
    exceptions: /^ResourceNotFound$/,
    operations: /^DeleteStateMachineAlias$/,
    reason: 'Deleting what does not exist succeeds, as it does at AWS.',
  },
  {
    mark: '7',
    exceptions: /^StateMachineTypeNotSupported$/,
    operations: /^CreateStateMachine$/,
    reason: 'Both types of state machines are supported.',
  },
  {
    mark: '8',
    exceptions: /^InvalidName$/,
    operations: /^CreateStateMachineAlias$/,
    reason:
      'The API’s model has a pattern for the name, and what does not match it is a ValidationException.',
  },
];

/** A row for each operation of the model. `answers`: lines of `AWSStepFunctions.Operation Exception`. */
export function coverageRows(operations, answers) {
  const answered = new Set(answers);
  return Object.entries(operations).map(([operation, { errors }]) => {
    const isProvoked = (exception) => answered.has(`AWSStepFunctions.${operation} ${exception}`);
    return {
      operation,
      provoked: errors.filter(isProvoked),
      missing: errors
        .filter((exception) => !isProvoked(exception))
        .map((exception) => ({
          exception,
          reason: reasons.find(
            (each) => each.exceptions.test(exception) && (each.operations?.test(operation) ?? true),
          ),
        })),
    };
  });
}

export function printCoverage(rows) {
  const named = rows.flatMap(({ missing }) => missing.map(({ reason }) => reason));
  const lines = rows.map(({ operation, provoked, missing }) => {
    const left = missing.map(
      ({ exception, reason }) => `${exception}${reason === undefined ? '' : ` [${reason.mark}]`}`,
    );
    return `| ${operation} | ${provoked.join(', ') || '-'} | ${left.join(', ') || '-'} |`;
  });
  const notes = reasons
    .filter((each) => named.includes(each))
    .map(({ mark, reason }) => `- [${mark}] ${reason}`);
  return `# Operations and their exceptions

The exceptions that the Step Functions API lists for each operation, and whether a test provokes them over HTTP. Exceptions
that any operation may answer (ValidationException for a constraint of the API, AccessDeniedException, ThrottlingException
and their like) stand here only where the API lists them for the operation.

\`node scripts/operations-coverage.mjs\` runs the tests and writes this page.

| operation | provoked | not provoked |
| --- | --- | --- |
${lines.join('\n')}

${notes.join('\n')}
`;
}

/** The rows of a page that \`printCoverage\` wrote, with the mark in place of a reason. */
export function parseCoverage(page) {
  return page
    .split('\n')
    .map((line) => /^\| (\w+) \| (.*?) \| (.*?) \|$/.exec(line))
    .filter((match) => match !== null && match[1] !== 'operation')
    .map(([, operation, provoked, missing]) => ({
      operation,
      provoked: namesIn(provoked),
      missing: namesIn(missing).map((text) => {
        const [, exception, mark] = /^(\w+)(?: \[(\d+)\])?$/.exec(text);
        return { exception, mark };
      }),
    }));
}

function namesIn(cell) {
  return cell === '-' ? [] : cell.split(', ');
}
