import type { JsonObject } from '../../src/base/json.ts';

/** A definition of `states`, which starts at the first of them. */
export function aDefinition(states: JsonObject, more: JsonObject = {}): JsonObject {
  return { ...someStates(states), ...more };
}

/** A block of `states`, which starts at the first of them: a branch or an item processor. */
export function someStates(states: JsonObject): JsonObject {
  return { StartAt: Object.keys(states)[0] ?? '', States: states };
}

/** A Task that ends its block unless `more` says otherwise. */
export function aTask(more: JsonObject = {}): JsonObject {
  return {
    Type: 'Task',
    Resource: 'arn:aws:lambda:us-east-1:111111111111:function:work',
    ...theEnd(more),
    ...more,
  };
}

/** A Task whose work is done when its token comes back. */
export function aCallback(more: JsonObject = {}): JsonObject {
  return aTask({
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { QueueUrl: 'https://queue', 'MessageBody.$': '$$.Task.Token' },
    ...more,
  });
}

/** A Task whose work is a job that goes on after its call was answered. */
export function aJob(more: JsonObject = {}): JsonObject {
  return aTask({
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:child' },
    ...more,
  });
}

export function aPass(more: JsonObject = {}): JsonObject {
  return { Type: 'Pass', ...theEnd(more), ...more };
}

export function aWait(seconds: number, more: JsonObject = {}): JsonObject {
  return { Type: 'Wait', Seconds: seconds, ...theEnd(more), ...more };
}

export function aFail(error: string, cause = 'because'): JsonObject {
  return { Type: 'Fail', Error: error, Cause: cause };
}

/** A Parallel with a branch of each of `branches`. */
export function aParallel(branches: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return { Type: 'Parallel', Branches: branches.map(someStates), ...theEnd(more), ...more };
}

/** A Map that runs `states` for each item of its input. */
export function aMap(states: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    Type: 'Map',
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...someStates(states) },
    ...theEnd(more),
    ...more,
  };
}

function theEnd(more: JsonObject): JsonObject {
  return more.Next === undefined ? { End: true } : {};
}
