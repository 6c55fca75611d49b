/** The state machines that run while the server is killed, and what each must come to whatever happens to the server. */

export interface Workflow {
  readonly name: string;
  readonly definition: object;
  /** How often one task may be tried. */
  readonly attemptsMax: number;
  /** What an execution with the input `{ n }` gives. */
  readonly output: (n: number) => unknown;
}

export interface Resources {
  readonly functionArn: string;
  readonly childArn: string;
}

const doubled = { 'n.$': 'States.MathAdd($.n, $.n)' };
const retriesMax = 6;
const noRetry = {};
const retry = {
  Retry: [
    {
      ErrorEquals: ['Lambda.SdkClientException'],
      IntervalSeconds: 1,
      MaxAttempts: retriesMax,
      BackoffRate: 1,
    },
  ],
};

/** Nested executions: `slot` tells apart those that one parent starts. */
export const child: Workflow = {
  name: 'Child',
  attemptsMax: 1,
  definition: {
    StartAt: 'Double',
    States: {
      Double: { Type: 'Pass', Parameters: doubled, Next: 'Pause' },
      Pause: { Type: 'Wait', SecondsPath: '$$.Execution.Input.pause', End: true },
    },
  },
  output: (n) => ({ n: 2 * n }),
};

/** By the name of a Pass state: its output for its input. */
export const pureSteps: Readonly<Record<string, (input: never) => unknown>> = {
  Double: ({ n }: { n: number }) => ({ n: 2 * n }),
  Begin: ({ n }: { n: number }) => ({ n, round: 0 }),
  Count: ({ n, round }: { n: number; round: number }) => ({ n, round: round + 1 }),
  Label: ({ n, round }: { n: number; round: number }) => ({ label: `${n}/${round}` }),
  List: ({ split }: { split: unknown }) => ({ split, items: [1, 2, 3, 4] }),
};

export function workflows({ functionArn, childArn }: Resources): readonly Workflow[] {
  const call = (state: string, next: object, retrying: object) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functionArn, Payload: effect(state) },
    ResultSelector: { 'n.$': '$.Payload.n' },
    ...retrying,
    ...next,
  });
  const charging = (retrying: object) => ({
    StartAt: 'Charge',
    States: {
      Charge: call('Charge', { Next: 'Rest' }, retrying),
      Rest: { Type: 'Wait', Seconds: 1, Next: 'Ship' },
      Ship: { Type: 'Task', Resource: functionArn, Parameters: effect('Ship'), ...retrying, End: true },
    },
  });
  const nested = (slot: string, pause: number, version: string) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution.sync${version}`,
    Parameters: {
      StateMachineArn: childArn,
      Input: { 'n.$': '$.n', slot, pause, 'parent.$': '$$.Execution.Name' },
    },
  });
  return [
    {
      name: 'Counting',
      attemptsMax: 1,
      definition: {
        StartAt: 'Begin',
        States: {
          Begin: { Type: 'Pass', Parameters: { 'n.$': '$.n', round: 0 }, Next: 'Pause' },
          Pause: { Type: 'Wait', Seconds: 1, Next: 'Count' },
          Count: {
            Type: 'Pass',
            Parameters: { 'n.$': '$.n', 'round.$': 'States.MathAdd($.round, 1)' },
            Next: 'Again',
          },
          Again: {
            Type: 'Choice',
            Choices: [{ Variable: '$.round', NumericLessThan: 3, Next: 'Pause' }],
            Default: 'Label',
          },
          Label: {
            Type: 'Pass',
            Parameters: { 'label.$': "States.Format('{}/{}', $.n, $.round)" },
            End: true,
          },
        },
      },
      output: (n) => ({ label: `${n}/3` }),
    },
    { name: 'Charging', attemptsMax: 1, definition: charging(noRetry), output: (n) => ({ n: 9 * n }) },
    {
      name: 'ChargingAgain',
      attemptsMax: 1 + retriesMax,
      definition: charging(retry),
      output: (n) => ({ n: 9 * n }),
    },
    {
      name: 'Fanning',
      attemptsMax: 1 + retriesMax,
      definition: {
        StartAt: 'Split',
        States: {
          Split: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'Ask', States: { Ask: call('Ask', { End: true }, retry) } },
              {
                StartAt: 'Rest',
                States: {
                  Rest: { Type: 'Wait', Seconds: 1, Next: 'Double' },
                  Double: { Type: 'Pass', Parameters: doubled, End: true },
                },
              },
            ],
            ResultPath: '$.split',
            Next: 'List',
          },
          List: {
            Type: 'Pass',
            Parameters: { 'split.$': '$.split', 'items.$': 'States.ArrayRange(1, 4, 1)' },
            Next: 'Each',
          },
          Each: {
            Type: 'Map',
            ItemsPath: '$.items',
            ItemSelector: { 'n.$': '$$.Map.Item.Value' },
            MaxConcurrency: 2,
            ItemProcessor: {
              StartAt: 'Visit',
              States: {
                Visit: call('Visit', { Next: 'Breathe' }, retry),
                Breathe: { Type: 'Wait', Seconds: 1, End: true },
              },
            },
            ResultPath: '$.each',
            End: true,
          },
        },
      },
      output: (n) => ({
        split: [{ n: 3 * n }, { n: 2 * n }],
        items: [1, 2, 3, 4],
        each: [1, 2, 3, 4].map((item) => ({ n: 3 * item })),
      }),
    },
    {
      name: 'Nesting',
      attemptsMax: 1,
      definition: {
        StartAt: 'First',
        States: {
          First: { ...nested('first', 0, ':2'), ResultSelector: { 'n.$': '$.Output.n' }, Next: 'Both' },
          Both: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'Second', States: { Second: { ...nested('second', 1, ':2'), End: true } } },
              { StartAt: 'Third', States: { Third: { ...nested('third', 1, ''), End: true } } },
            ],
            ResultSelector: {
              'second.$': '$[0].Output.n',
              'third.$': 'States.StringToJson($[1].Output)',
            },
            End: true,
          },
        },
      },
      output: (n) => ({ second: 4 * n, third: { n: 4 * n } }),
    },
  ];
}

/** The slots of the children that one execution of Nesting starts. */
export const childSlots = ['first', 'second', 'third'];

function effect(state: string) {
  return { 'execution.$': '$$.Execution.Name', state, 'n.$': '$.n', 'attempt.$': '$$.State.RetryCount' };
}
