import { compileStateMachine } from '../src/asl/compile.ts';
import type { CompiledStateMachine } from '../src/asl/compiled.ts';
import type { StateMachine } from '../src/asl/definition.ts';
import type { Json } from '../src/base/json.ts';
import { apply, createExecution } from '../src/engine/apply.ts';
import { type Decision, decide } from '../src/engine/decide.ts';
import { decodeTurn, encodeTurn } from '../src/engine/event-log.ts';
import type { Message } from '../src/engine/message.ts';
import { facts, surroundings } from './an-execution.ts';
import { reportPart } from './table/report-part.ts';

/**
 * What the engine costs by itself: transitions of one long execution, whole short executions with the text that the
 * store would be given, and what recovery pays to fold them.
 *
 * `npm run bench -- engine`.
 */

/** A loop of five states that ends once it has counted to `$.count`. */
const loop = compiled({
  StartAt: 'Count',
  States: {
    Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)', 'count.$': '$.count' }, Next: 'A' },
    A: { Type: 'Pass', Next: 'B' },
    B: { Type: 'Pass', Next: 'C' },
    C: { Type: 'Pass', Result: 'c', ResultPath: '$.c', Next: 'Enough' },
    Enough: {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericGreaterThanEqualsPath: '$.count', Next: 'Done' }],
      Default: 'Count',
    },
    Done: { Type: 'Succeed' },
  },
});

/** Two tasks after each other: three turns. */
const tasks = compiled({
  StartAt: 'First',
  States: {
    First: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:111111111111:function:first',
      ResultPath: '$.first',
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Next: 'Second',
    },
    Second: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'second', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      End: true,
    },
  },
});

/** Forty iterations of a Pass each. */
const map = compiled({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
      End: true,
    },
  },
});

const items = Array.from({ length: 40 }, (_, index) => ({ index, name: `item ${index}` }));

measure('1,000 transitions of one execution', 1_000, () => run(loop, { n: 0, count: 200 }));
measure('5,000 transitions of one execution', 5_000, () => run(loop, { n: 0, count: 1_000 }));
measure('executions of two tasks', 1, () => run(tasks, { id: 7, name: 'a name', list: [1, 2, 3] }));
measure('executions of two tasks, with their log', 1, () =>
  run(tasks, { id: 7, name: 'a name', list: [1, 2, 3] }).map(({ events }) => encodeTurn(events)),
);
measure('executions of a Map of 40', 1, () => run(map, { items }));
const log = run(loop, { n: 0, count: 200 }).map(({ events }) => encodeTurn(events));
measure('transitions folded from their log', 1_000, () => {
  let execution = createExecution(facts, loop);
  for (const text of log) execution = decodeTurn(text).reduce(apply, execution);
  return execution;
});

function compiled(definition: object): CompiledStateMachine {
  return compileStateMachine(definition as unknown as StateMachine);
}

/** Runs an execution to its end; every task succeeds at once. */
function run(machine: CompiledStateMachine, input: Json): readonly Decision[] {
  const decisions: Decision[] = [];
  let decision = decide(createExecution(facts, machine), { type: 'Start', input }, surroundings);
  for (;;) {
    decisions.push(decision);
    const message = nextMessage(decision);
    if (message === undefined) return decisions;
    decision = decide(decision.execution, message, surroundings);
  }
}

function nextMessage({ isCutShort, commands }: Decision): Message | undefined {
  if (isCutShort) return { type: 'Continue' };
  const [command] = commands;
  if (command === undefined) return undefined;
  return { type: 'TaskResult', eventId: command.eventId, result: { Payload: { done: true } } };
}

/** Reports how many of `each` run by `once` fit into a second, over about two seconds after warming up. */
function measure(title: string, each: number, once: () => unknown): void {
  const until = (end: number) => {
    let count = 0;
    while (performance.now() < end) {
      once();
      count += 1;
    }
    return count;
  };
  until(performance.now() + 500);
  const start = performance.now();
  const count = until(start + 2_000);
  const seconds = (performance.now() - start) / 1_000;
  reportPart({ figure: `engine: ${title}`, unit: '/s', value: (count * each) / seconds });
}
