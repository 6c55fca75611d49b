import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { createExecution } from '../../src/engine/apply.ts';
import { createExecutionLogging } from '../../src/runtime/execution-logging/execution-logging.ts';
import type { RecordSink } from '../../src/runtime/execution-logging/record-queue.ts';
import type { Qualifiers } from '../../src/runtime/qualifiers.ts';
import type { Revision } from '../../src/runtime/revisions.ts';
import { aDefinition, aFail, aMap, aParallel, aPass, aTask, aWait } from '../support/a-definition.ts';
import {
  compiled,
  drive,
  fails,
  type Scenario,
  someFacts,
  startsAt,
  succeeds,
} from '../support/engine-driver.ts';

const logGroupArn = 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/vendedlogs/states/machine:*';

/** A loggingConfiguration, and by default one that logs to the log group above. */
function logging(level: string, includeExecutionData = false, arn = logGroupArn): JsonObject {
  return {
    level,
    includeExecutionData,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: arn } }],
  };
}

function aRevision(scenario: Scenario, loggingConfiguration: JsonObject | undefined): Revision {
  return {
    name: 'a revision',
    machine: compiled(scenario.definition),
    body: {
      stateMachineArn: someFacts.stateMachineArn,
      definition: JSON.stringify(scenario.definition),
      roleArn: someFacts.roleArn,
      type: 'STANDARD',
      updatedAt: startsAt,
      revisionId: undefined,
      loggingConfiguration,
      tracingConfiguration: undefined,
      encryptionConfiguration: undefined,
    },
  };
}

interface Written {
  readonly destination: string;
  readonly records: readonly JsonObject[];
}

/** Runs the scenario's execution and gives what is written of it. */
async function logOf(
  scenario: Scenario,
  loggingConfiguration: JsonObject | undefined,
  qualifiers: Qualifiers = {},
): Promise<Written[]> {
  const written: Written[] = [];
  const sink: RecordSink = {
    destinationOf: ({ account, region, name }) => `${account} ${region} ${name}`,
    async write(destination, lines) {
      const records = lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as JsonObject);
      written.push({ destination, records });
    },
  };
  const { onTurn, close } = createExecutionLogging({ sink, log: { warn: () => {} } });
  const revision = aRevision(scenario, loggingConfiguration);
  let before = createExecution({ ...someFacts, ...scenario.facts }, revision.machine);
  for (const { execution, events } of drive(scenario).decisions) {
    if (events.length > 0)
      onTurn({ revision, qualifiers, before, after: execution, events, messageCount: 1 });
    before = execution;
  }
  await close();
  return written;
}

async function recordsOf(scenario: Scenario, configuration: JsonObject): Promise<readonly JsonObject[]> {
  return (await logOf(scenario, configuration)).flatMap(({ records }) => records);
}

const passResult: Scenario = {
  definition: aDefinition({ State_1: aPass({ Result: { Arg1: 'argument1' } }) }),
};
const raiseFailure: Scenario = {
  definition: aDefinition({
    FailState: aFail('SomeFailure', "This state machines raises a 'SomeFailure' failure."),
  }),
};
const waitSecondsPath: Scenario = {
  definition: aDefinition({ WaitState: { Type: 'Wait', SecondsPath: '$.input.waitSeconds', End: true } }),
};

const truncated = { truncated: false };
const noInput = { input: '{}', inputDetails: truncated };
const argument = { output: '{"Arg1":"argument1"}', outputDetails: truncated };
const someFailure = { cause: "This state machines raises a 'SomeFailure' failure.", error: 'SomeFailure' };
const noWaitSeconds = {
  cause:
    "An error occurred while executing the state 'WaitState' (entered at the event id #2). The SecondsPath parameter does not reference an input value: $.input.waitSeconds",
  error: 'States.Runtime',
};
const { roleArn } = someFacts;

interface Recorded {
  readonly title: string;
  readonly scenario: Scenario;
  readonly configuration: JsonObject;
  /** Id, type, details, previous id. */
  readonly records: readonly (readonly [string, string, JsonObject, string])[];
}

const failStateEntered = ['2', 'FailStateEntered', { ...noInput, name: 'FailState' }, '0'] as const;
const executionFailed = ['3', 'ExecutionFailed', someFailure, '2'] as const;

/** What AWS logged. */
const recorded: readonly Recorded[] = [
  {
    title: 'level ALL with data, of an execution that succeeds',
    scenario: passResult,
    configuration: logging('ALL', true),
    records: [
      ['1', 'ExecutionStarted', { ...noInput, roleArn }, '0'],
      ['2', 'PassStateEntered', { ...noInput, name: 'State_1' }, '0'],
      ['3', 'PassStateExited', { ...argument, name: 'State_1' }, '2'],
      ['4', 'ExecutionSucceeded', argument, '3'],
    ],
  },
  {
    title: 'level ALL without data, of an execution that succeeds',
    scenario: passResult,
    configuration: logging('ALL'),
    records: [
      ['1', 'ExecutionStarted', { roleArn }, '0'],
      ['2', 'PassStateEntered', { name: 'State_1' }, '0'],
      ['3', 'PassStateExited', { name: 'State_1' }, '2'],
      ['4', 'ExecutionSucceeded', {}, '3'],
    ],
  },
  {
    title: 'level ALL with data, of an execution that fails',
    scenario: raiseFailure,
    configuration: logging('ALL', true),
    records: [['1', 'ExecutionStarted', { ...noInput, roleArn }, '0'], failStateEntered, executionFailed],
  },
  {
    title: 'level ERROR with data, of an execution that fails',
    scenario: raiseFailure,
    configuration: logging('ERROR', true),
    records: [failStateEntered, executionFailed],
  },
  {
    title: 'level FATAL without data, of an execution that fails',
    scenario: raiseFailure,
    configuration: logging('FATAL'),
    records: [executionFailed],
  },
  {
    title: 'level ERROR without data, of an execution that fails in a Wait state',
    scenario: waitSecondsPath,
    configuration: logging('ERROR'),
    records: [['3', 'ExecutionFailed', noWaitSeconds, '2']],
  },
  ...['ERROR', 'FATAL'].map((level) => ({
    title: `level ${level}, of an execution that succeeds`,
    scenario: passResult,
    configuration: logging(level, true),
    records: [],
  })),
];

describe('records are as AWS wrote them', () => {
  test.each(recorded)('$title', async ({ scenario, configuration, records }) => {
    expect(await recordsOf(scenario, configuration)).toEqual(
      records.map(([id, type, details, previousId]) => ({
        id,
        type,
        details,
        previous_event_id: previousId,
        event_timestamp: String(startsAt),
        execution_arn: someFacts.executionArn,
        redrive_count: '0',
      })),
    );
  });

  test('a member that is text on AWS is text', async () => {
    const [record] = await recordsOf(passResult, logging('ALL'));
    const { details, ...others } = record ?? {};
    expect(Object.values(others).filter((member) => typeof member !== 'string')).toEqual([]);
    expect(details).toEqual({ roleArn });
  });
});

/** An execution with a little of everything: a task that is retried, an iteration that fails, branches that are stopped. */
const troubled: Scenario = {
  definition: aDefinition({
    Call: aTask({ Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }], Next: 'Each' }),
    Each: aMap(
      { Item: aTask({ Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }) },
      { ItemsPath: '$.items', ResultPath: null, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Both' }] },
    ),
    Both: aParallel([{ Long: aWait(60) }, { Short: aWait(1, { Next: 'Broken' }), Broken: aFail('Broken') }]),
  }),
  tasks: {
    Call: [[fails('Busy')], [succeeds({ items: [1] })]],
    Item: [[fails('Bad')]],
  },
};

interface Levelled {
  readonly level: string;
  readonly types: readonly string[];
}

const levels: readonly Levelled[] = [
  {
    level: 'ERROR',
    types: [
      'LambdaFunctionFailed',
      'TaskFailed',
      'MapIterationFailed',
      'MapStateFailed',
      'FailStateEntered',
      'ParallelStateFailed',
      'WaitStateAborted',
      'ExecutionFailed',
    ],
  },
  { level: 'FATAL', types: ['ExecutionFailed'] },
  { level: 'OFF', types: [] },
];

describe('a log level', () => {
  test.each(levels)('$level logs those events and no others', async ({ level, types }) => {
    const logged = await recordsOf(troubled, logging(level));
    expect(logged.map(({ type }) => type).sort()).toEqual([...types].sort());
  });

  test('ALL logs the whole history in order, with its ids', async () => {
    const { history } = drive(troubled);
    const logged = await recordsOf(troubled, logging('ALL'));
    expect(history.length).toBeGreaterThan(20);
    expect(logged.map(({ id, type, previous_event_id }) => [id, type, previous_event_id])).toEqual(
      history.map(({ id, type, previousEventId }) => [String(id), type, String(previousEventId)]),
    );
  });

  test.each([
    ['stopped', { type: 'Stop', error: 'Enough', cause: undefined } as const, 'ExecutionAborted'],
    ['out of time', undefined, 'ExecutionTimedOut'],
  ])('FATAL tells of an execution that was %s', async (_, message, type) => {
    const scenario = {
      definition: aDefinition({ Sleep: aWait(60) }, { TimeoutSeconds: 5 }),
      ...(message !== undefined && { messages: [{ afterSeconds: 1, message }] }),
    };
    const logged = await recordsOf(scenario, logging('FATAL'));
    expect(logged.map((record) => record.type)).toEqual([type]);
  });
});

test('records from a redrive on count it', async () => {
  const scenario: Scenario = {
    definition: aDefinition({ Broken: aFail('Broken') }),
    messages: [1, 2].map((afterSeconds) => ({
      afterSeconds,
      message: { type: 'Redrive', clientToken: undefined },
    })),
  };
  const logged = await recordsOf(scenario, logging('ALL'));
  const counted = logged.map(({ type, redrive_count }) => `${redrive_count} ${type}`);
  expect(counted.filter((line) => /Redriven|ExecutionFailed/.test(line))).toEqual([
    '0 ExecutionFailed',
    '1 ExecutionRedriven',
    '1 ExecutionFailed',
    '2 ExecutionRedriven',
    '2 ExecutionFailed',
  ]);
});

/** Data that must not appear anywhere. */
const secret = 'a secret of this test';

test('without execution data, nothing of what states and tasks are given and give is logged', async () => {
  const scenario: Scenario = {
    definition: aDefinition({
      Call: aTask({
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'f', 'Payload.$': '$' },
        Assign: { 'kept.$': '$' },
        Next: 'Old',
      }),
      Old: aTask(),
    }),
    input: { secret },
    tasks: { Call: [[succeeds({ secret })]], Old: [[succeeds({ secret })]] },
  };
  const withData = await recordsOf(scenario, logging('ALL', true));
  const withoutData = await recordsOf(scenario, logging('ALL'));
  expect(JSON.stringify(withData)).toContain(secret);
  expect(JSON.stringify(withoutData)).not.toContain(secret);
  expect(withoutData.map(({ type }) => type)).toEqual(withData.map(({ type }) => type));
  expect(withoutData.find(({ type }) => type === 'TaskScheduled')?.details).toEqual({
    resourceType: 'lambda',
    resource: 'invoke',
    region: 'us-east-1',
  });
});

test('an Express execution is logged under its own ARN', async () => {
  const executionArn = 'arn:aws:states:us-east-1:111111111111:express:machine:run:0123';
  const [started] = await recordsOf(
    { ...passResult, facts: { executionArn, isExpress: true } },
    logging('ALL'),
  );
  expect(started).toMatchObject({ type: 'ExecutionStarted', execution_arn: executionArn });
});

test('the start of an execution names the version that runs and the alias that chose it', async () => {
  const arn = someFacts.stateMachineArn;
  const started = async (qualifiers: Qualifiers) => {
    const [written] = await logOf(passResult, logging('ALL'), qualifiers);
    const [first, ...others] = written?.records ?? [];
    expect(JSON.stringify(others)).not.toContain('stateMachine');
    return first?.details;
  };
  expect(await started({ version: '3', alias: 'live' })).toEqual({
    roleArn,
    stateMachineVersionArn: `${arn}:3`,
    stateMachineAliasArn: `${arn}:live`,
  });
  expect(await started({ version: '3' })).toEqual({ roleArn, stateMachineVersionArn: `${arn}:3` });
  expect(await started({})).toEqual({ roleArn });
});

test('records go to the log group of the destination', async () => {
  const [written] = await logOf(passResult, logging('ALL'));
  expect(written?.destination).toBe('111111111111 us-east-1 /aws/vendedlogs/states/machine');
});

const silent: readonly { readonly title: string; readonly configuration: JsonObject | undefined }[] = [
  { title: 'none', configuration: undefined },
  { title: 'an empty one', configuration: {} },
  { title: 'no destination', configuration: { level: 'ALL', destinations: [] } },
  { title: 'a destination of another kind', configuration: { level: 'ALL', destinations: [{}] } },
  ...[
    'arn:aws:logs:us-east-1:111111111111:log-group:name',
    'arn:aws:logs:us-east-1:111111111111:log-group:../../../etc/name\u0000:*',
    'arn:aws:logs:../us-east-1:111111111111:log-group:name:*',
    'arn:aws:logs:us-east-1:../1:log-group:name:*',
    'arn:aws:s3:us-east-1:111111111111:log-group:name:*',
    `arn:aws:logs:us-east-1:111111111111:log-group:${'n'.repeat(513)}:*`,
  ].map((arn) => ({
    title: `a destination ${JSON.stringify(arn).slice(0, 80)}`,
    configuration: logging('ALL', true, arn),
  })),
];

test.each(silent)('a loggingConfiguration with $title logs nothing', async ({ configuration }) => {
  expect(await logOf(passResult, configuration)).toEqual([]);
});
