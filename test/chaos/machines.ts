import { isDeepStrictEqual } from 'node:util';
import { account, region } from '../crash/server-process.ts';
import { child, workflows } from '../crash/workflows.ts';
import type { Plan } from './stumbler.ts';

/** What DescribeExecution answers, as far as it is checked. */
export interface Described {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly startDate: number;
  readonly redriveCount: number;
}

/** What clients were told about one execution. */
export interface Facts {
  readonly n: number;
  readonly stopError: string | undefined;
  readonly redriveCount: number;
  /** Answers to its task tokens: all that were tried, and the one that was acknowledged. */
  readonly tried: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
}

export interface Machine {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** How many of all starts are of it, in proportion. */
  readonly weight: number;
  readonly definition: object;
  readonly input: (n: number, random: () => number) => object;
  /** How often one task may be tried. */
  readonly attemptsMax: number;
  /** What is wrong with how it ended; undefined for nothing. */
  readonly problem: (described: Described, facts: Facts) => string | undefined;
}

export interface MachineParts {
  readonly witnessArn: string;
  readonly stumblerArn: string;
  readonly queueUrl: string;
  readonly waitSecondsMax: number;
}

export const arnPrefix = `arn:aws:states:${region}:${account}`;
export const activityArn = `${arnPrefix}:activity:Asked`;
/** Those that nobody starts by hand. */
export const childMachine = child;

const doubled = { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, $.n)' }, End: true };
/** More than a run has kills, so that no execution runs out of attempts. */
const retriesMax = 200;
const retryAll = {
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: retriesMax, BackoffRate: 1 }],
};
const done = { Type: 'Succeed' };
const activitySeconds = 15;

const weights: Readonly<Record<string, number>> = {
  Counting: 40,
  Charging: 4,
  ChargingAgain: 4,
  Fanning: 3,
  Nesting: 12,
};

export function machines({
  witnessArn,
  stumblerArn,
  queueUrl,
  waitSecondsMax,
}: MachineParts): readonly Machine[] {
  const stumbler = (state: string, plan: Plan, more: object) => ({
    Type: 'Task',
    Resource: stumblerArn,
    Parameters: {
      plan,
      'execution.$': '$$.Execution.Name',
      state,
      'n.$': '$.n',
      'attempt.$': '$$.State.RetryCount',
      'redrive.$': '$$.Execution.RedriveCount',
    },
    ...more,
  });
  const childArn = `${arnPrefix}:stateMachine:${child.name}`;
  const onlyN = (n: number) => ({ n });
  const own: readonly Machine[] = [
    {
      name: 'Quick',
      type: 'STANDARD',
      weight: 500,
      definition: {
        StartAt: 'Double',
        States: {
          Double: { ...doubled, End: undefined, Next: 'Sort' },
          Sort: {
            Type: 'Choice',
            Choices: [{ Variable: '$.n', NumericGreaterThan: 1_000, Next: 'Done' }],
            Default: 'Done',
          },
          Done: done,
        },
      },
      input: onlyN,
      attemptsMax: 1,
      problem: gives((n) => ({ n: 2 * n })),
    },
    {
      name: 'QuickQuery',
      type: 'STANDARD',
      weight: 240,
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'Double',
        States: {
          Double: { Type: 'Pass', Output: { n: '{% $states.input.n * 2 %}' }, Next: 'Done' },
          Done: done,
        },
      },
      input: onlyN,
      attemptsMax: 1,
      problem: gives((n) => ({ n: 2 * n })),
    },
    {
      name: 'Quickly',
      type: 'EXPRESS',
      weight: 80,
      definition: { StartAt: 'Double', States: { Double: doubled } },
      input: onlyN,
      attemptsMax: 1,
      problem: gives((n) => ({ n: 2 * n })),
    },
    {
      name: 'Waiting',
      type: 'STANDARD',
      weight: 40,
      definition: {
        StartAt: 'Rest',
        States: { Rest: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Double' }, Double: doubled },
      },
      input: (n, random) => ({ n, seconds: 1 + Math.floor(random() * waitSecondsMax) }),
      attemptsMax: 1,
      problem: gives((n) => ({ n: 2 * n })),
    },
    {
      name: 'Stumbling',
      type: 'STANDARD',
      weight: 4,
      definition: {
        StartAt: 'Try',
        States: { Try: stumbler('Try', 'stumble', { ...retryAll, End: true }) },
      },
      input: onlyN,
      attemptsMax: 1 + retriesMax,
      problem: gives((n) => ({ n: 3 * n })),
    },
    {
      name: 'Catching',
      type: 'STANDARD',
      weight: 4,
      definition: {
        StartAt: 'Try',
        States: {
          Try: stumbler('Try', 'decline', {
            Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: 'Done' }],
            Next: 'Done',
          }),
          Done: done,
        },
      },
      input: onlyN,
      attemptsMax: 1,
      problem: caughtProblem,
    },
    {
      name: 'Repairing',
      type: 'STANDARD',
      weight: 3,
      definition: { StartAt: 'Try', States: { Try: stumbler('Try', 'repair', { End: true }) } },
      input: onlyN,
      // One for the first run and for every redrive.
      attemptsMax: retriesMax,
      problem: (described, facts) =>
        gives((n) => ({ n: 3 * n }))(described, facts) ??
        (described.redriveCount === facts.redriveCount
          ? undefined
          : `was redriven ${described.redriveCount} times, not ${facts.redriveCount}`),
    },
    {
      name: 'Asking',
      type: 'STANDARD',
      weight: 25,
      definition: {
        StartAt: 'Ask',
        States: {
          Ask: {
            Type: 'Task',
            Resource: activityArn,
            // A worker that never heard of the task it was given leaves it alone, as on AWS.
            TimeoutSeconds: activitySeconds,
            Parameters: { 'n.$': '$.n', 'execution.$': '$$.Execution.Name' },
            Retry: [
              {
                ErrorEquals: ['States.Timeout'],
                IntervalSeconds: 1,
                MaxAttempts: retriesMax,
                BackoffRate: 1,
              },
            ],
            Catch: [{ ErrorEquals: ['Refused'], Next: 'Done' }],
            Next: 'Done',
          },
          Done: done,
        },
      },
      input: onlyN,
      attemptsMax: retriesMax,
      problem: reportedProblem,
    },
    {
      name: 'CallingBack',
      type: 'STANDARD',
      weight: 25,
      definition: {
        StartAt: 'Call',
        States: {
          Call: {
            Type: 'Task',
            Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
            Parameters: {
              QueueUrl: queueUrl,
              MessageBody: {
                'n.$': '$.n',
                'execution.$': '$$.Execution.Name',
                'taskToken.$': '$$.Task.Token',
              },
            },
            Retry: [
              {
                // A full disk is the queue's as well, which says so.
                ErrorEquals: ['SQS.SdkClientException', 'SQS.AmazonSQSException'],
                IntervalSeconds: 1,
                MaxAttempts: retriesMax,
                BackoffRate: 1,
              },
            ],
            Catch: [{ ErrorEquals: ['Refused'], Next: 'Done' }],
            Next: 'Done',
          },
          Done: done,
        },
      },
      input: onlyN,
      attemptsMax: retriesMax,
      problem: reportedProblem,
    },
    {
      name: 'Sleeping',
      type: 'STANDARD',
      weight: 25,
      definition: {
        StartAt: 'Rest',
        States: { Rest: { Type: 'Wait', Seconds: 36_000, Next: 'Double' }, Double: doubled },
      },
      input: onlyN,
      attemptsMax: 1,
      problem: ({ status, error }, { stopError }) =>
        status === 'ABORTED' && error === stopError
          ? undefined
          : `${status} ${error}, though it was stopped with ${stopError}`,
    },
    {
      name: 'Distributing',
      type: 'STANDARD',
      weight: 6,
      definition: {
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            ItemsPath: '$.items',
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
              StartAt: 'Rest',
              States: { Rest: { Type: 'Wait', Seconds: 1, Next: 'Double' }, Double: doubled },
            },
            MaxConcurrency: 3,
            End: true,
          },
        },
      },
      input: (n) => ({ n, items: [0, 1, 2, 3].map((offset) => ({ n: n + offset })) }),
      attemptsMax: 1,
      problem: gives((n) => [0, 1, 2, 3].map((offset) => ({ n: 2 * (n + offset) }))),
    },
  ];
  const ofCrashTests = workflows({ functionArn: witnessArn, childArn }).map(
    ({ name, definition, output, attemptsMax }): Machine => ({
      name,
      type: 'STANDARD',
      weight: weights[name] ?? 1,
      definition,
      input: onlyN,
      attemptsMax,
      problem: (described, facts) =>
        (name === 'Charging' && isLostAnswer(described)) || (name === 'Nesting' && isRefusedStart(described))
          ? undefined
          : gives(output)(described, facts),
    }),
  );
  return [...own, ...ofCrashTests];
}

function gives(expected: (n: number) => unknown): Machine['problem'] {
  return ({ status, output, error, cause }, { n }) => {
    if (status !== 'SUCCEEDED') return `${status} ${error}: ${cause}`;
    if (isDeepStrictEqual(JSON.parse(output ?? ''), expected(n))) return undefined;
    return `gave ${output}, not ${JSON.stringify(expected(n))}`;
  };
}

/** A call whose answer a kill hid, of a task whose author wants no repetition. */
function isLostAnswer({ status, error, cause }: Described): boolean {
  return status === 'FAILED' && error === lostAnswer && (cause?.startsWith(lostCause) ?? false);
}

/** A nested start that a full disk refused, of a task whose author wants no repetition. */
function isRefusedStart({ status, error, cause = '' }: Described): boolean {
  const isUnavailable = cause.includes('Status Code: 503; Error Code: ServiceUnavailable');
  return status === 'FAILED' && error === 'StepFunctions.AWSStepFunctionsException' && isUnavailable;
}

const lostAnswer = 'Lambda.SdkClientException';
const lostCause = 'The server stopped before the answer to this call arrived.';

function caughtProblem({ status, output = 'null' }: Described, { n }: Facts): string | undefined {
  const { n: given, caught } = (JSON.parse(output) ?? {}) as {
    readonly n?: number;
    readonly caught?: { readonly Error: string; readonly Cause: string };
  };
  const isLost = caught?.Error === lostAnswer && caught.Cause.startsWith(lostCause);
  const isRight =
    isLost ||
    (n % 2 === 1 ? caught?.Error === 'Declined' && given === n : caught === undefined && given === 3 * n);
  return status === 'SUCCEEDED' && isRight ? undefined : `${status} with ${output}`;
}

/** It ended by one of the answers that were given to its tokens, and by the acknowledged one if there is one. */
function reportedProblem(
  { status, output = 'null', error, cause }: Described,
  { tried, acknowledged }: Facts,
): string | undefined {
  if (status !== 'SUCCEEDED') return `${status} ${error}: ${cause}`;
  const { answer, Error: refusal, Cause } = JSON.parse(output) as Readonly<Record<string, string>>;
  const took = refusal === 'Refused' ? Cause : answer;
  if (took === undefined || !tried.has(took)) return `gave ${output}, which nobody answered`;
  if (acknowledged.size > 1) return `took ${[...acknowledged].join(' and ')}`;
  if (acknowledged.size === 1 && !acknowledged.has(took))
    return `gave ${output}, though ${[...acknowledged]} was acknowledged`;
  return undefined;
}
