// The state machines whose logs are recorded, how their executions are left, and how those that run go on.

const home = 'us-east-1:123456789012';
const echo = `arn:aws:lambda:${home}:function:echo`;
const day = 86_400;

export const machines = {
  Ends: {
    StartAt: 'Price',
    States: {
      Price: {
        Type: 'Pass',
        Parameters: { 'total.$': 'States.MathAdd($.net, $.tax)' },
        ResultPath: '$.price',
        Next: 'IsLarge',
      },
      IsLarge: {
        Type: 'Choice',
        Choices: [{ Variable: '$.price.total', NumericGreaterThan: 100, Next: 'TooLarge' }],
        Default: 'Pause',
      },
      TooLarge: { Type: 'Fail', ErrorPath: '$.error', Cause: 'too large' },
      Pause: { Type: 'Wait', Seconds: 0, Next: 'Done' },
      Done: { Type: 'Succeed', OutputPath: '$.price' },
    },
  },
  Variables: {
    QueryLanguage: 'JSONata',
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { rate: '{% $states.input.rate %}', name: 'Ada é 𝄞' }, Next: 'Use' },
      Use: { Type: 'Pass', Output: { sum: '{% $rate * 2 %}', name: '{% $uppercase($name) %}' }, End: true },
    },
  },
  Calls: {
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource: echo,
        Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1, MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    },
  },
  Retries: {
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource: echo,
        Parameters: { fail: 'Again' },
        Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: day, MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['Again'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Pass', Result: 'gave up', End: true },
    },
  },
  Branches: {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: { Type: 'Pass', Result: 'left', End: true } } },
          {
            StartAt: 'Wait',
            States: {
              Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Right' },
              Right: { Type: 'Pass', Result: 'right', End: true },
            },
          },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    },
  },
  Items: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        ItemSelector: { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
        ItemProcessor: {
          StartAt: 'Wait',
          States: {
            Wait: { Type: 'Wait', SecondsPath: '$.value', Next: 'Item' },
            Item: { Type: 'Pass', Parameters: { 'item.$': '$.index' }, End: true },
          },
        },
        End: true,
      },
    },
  },
  Tolerates: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: {
          StartAt: 'Is',
          States: {
            Is: {
              Type: 'Choice',
              Choices: [{ Variable: '$', IsNumeric: true, Next: 'Fine' }],
              Default: 'Bad',
            },
            Fine: { Type: 'Pass', End: true },
            Bad: { Type: 'Fail', Error: 'Bad' },
          },
        },
        End: true,
      },
    },
  },
  Tokens: {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: echo, Payload: { 'token.$': '$$.Task.Token' } },
        TimeoutSeconds: 2 * day,
        HeartbeatSeconds: day,
        End: true,
      },
    },
  },
  Works: {
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: `arn:aws:states:${home}:activity:Work`,
        TimeoutSeconds: 2 * day,
        End: true,
      },
    },
  },
  Nests: {
    StartAt: 'Nest',
    States: {
      Nest: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { 'StateMachineArn.$': '$.machine', 'Input.$': '$.input' },
        ResultSelector: { 'output.$': '$.Output' },
        End: true,
      },
    },
  },
  Sleeps: { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: day, End: true } } },
};

const endsArn = `arn:aws:states:${home}:stateMachine:Ends`;
const sleepsArn = `arn:aws:states:${home}:stateMachine:Sleeps`;

/** Each is left when its latest event is `leaveAt`; some have something done to them then, and are left once more. */
export const starts = [
  { machine: 'Ends', input: { net: 80, tax: 16 }, leaveAt: 'ExecutionSucceeded' },
  { machine: 'Ends', input: { net: 800, tax: 16, error: 'Large' }, leaveAt: 'ExecutionFailed' },
  { machine: 'Ends', input: { net: 1.5e3, tax: -0 }, leaveAt: 'ExecutionFailed' },
  { machine: 'Variables', input: { rate: 21 }, leaveAt: 'ExecutionSucceeded' },
  { machine: 'Calls', input: { a: [1, null, { b: 'c' }] }, leaveAt: 'ExecutionSucceeded' },
  { machine: 'Calls', input: { fail: 'Again' }, leaveAt: 'ExecutionSucceeded' },
  { machine: 'Retries', leaveAt: 'LambdaFunctionFailed' },
  { machine: 'Branches', input: { seconds: 0 }, leaveAt: 'ExecutionSucceeded' },
  { machine: 'Branches', input: { seconds: 'no number' }, leaveAt: 'ExecutionFailed' },
  { machine: 'Branches', input: { seconds: day }, leaveAt: 'WaitStateEntered' },
  { machine: 'Items', input: { items: [0, 0, 0] }, leaveAt: 'ExecutionSucceeded' },
  { machine: 'Items', input: { items: [0, day, day] }, leaveAt: 'WaitStateEntered' },
  { machine: 'Tolerates', input: { items: [1, 'two', 3] }, leaveAt: 'ExecutionFailed' },
  {
    machine: 'Tolerates',
    input: { items: ['one'] },
    leaveAt: 'ExecutionFailed',
    after: { do: 'redrive', leaveAt: 'ExecutionFailed' },
  },
  { machine: 'Tokens', leaveAt: 'TaskSubmitted', after: { do: 'report', leaveAt: 'ExecutionSucceeded' } },
  { machine: 'Tokens', leaveAt: 'TaskSubmitted' },
  {
    machine: 'Works',
    input: { work: 1 },
    leaveAt: 'ActivityScheduled',
    after: { do: 'take', leaveAt: 'ActivityStarted' },
  },
  { machine: 'Works', input: { work: 2 }, leaveAt: 'ActivityScheduled' },
  { machine: 'Nests', input: { machine: endsArn, input: { net: 1, tax: 2 } }, leaveAt: 'ExecutionSucceeded' },
  { machine: 'Nests', input: { machine: sleepsArn, input: { deep: true } }, leaveAt: 'TaskSubmitted' },
  { machine: 'Sleeps', input: { long: 'x'.repeat(300) }, leaveAt: 'WaitStateEntered' },
  {
    machine: 'Sleeps',
    leaveAt: 'WaitStateEntered',
    after: { do: 'stop', leaveAt: 'ExecutionAborted' },
  },
];

/** What those that were left running need to go on, and the output that they then end with. */
export const continuations = {
  Retries: { by: 'time', output: '"gave up"' },
  Branches: { by: 'time', output: '["left","right"]' },
  Items: { by: 'time', output: '[{"item":0},{"item":1},{"item":2}]' },
  Tokens: { by: 'token', output: '{"continued":true}' },
  Works: { by: 'token', output: '{"continued":true}' },
  Nests: { by: 'time', output: '{"output":{"deep":true}}' },
  Sleeps: { by: 'time' },
};
