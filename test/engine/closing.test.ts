import { expect, test } from 'vitest';
import { createExecution } from '../../src/engine/apply.ts';
import { type Decision, decide } from '../../src/engine/decide.ts';
import type { Message } from '../../src/engine/message.ts';
import { aDefinition, aPass, aTask } from '../support/a-definition.ts';
import { compiled, someFacts, startsAt } from '../support/engine-driver.ts';

const surroundings = {
  at: startsAt,
  random: () => 0.5,
  newId: () => 'id',
  taskToken: (eventId: number) => `token-${eventId}`,
};

/** Takes the messages one after the other, those in `closing` while the server closes. */
function take(
  steps: readonly { readonly message: Message; readonly isClosing: boolean }[],
): readonly Decision[] {
  const machine = compiled(aDefinition({ A: aTask({ Next: 'B' }), B: aTask({ Next: 'C' }), C: aPass() }));
  let execution = createExecution(someFacts, machine);
  return steps.map(({ message, isClosing }) => {
    const decision = decide(execution, message, { ...surroundings, isClosing });
    execution = decision.execution;
    return decision;
  });
}

const start: Message = { type: 'Start', input: {} };
const answer: Message = { type: 'TaskResult', eventId: 3, result: {} };

test('a task that ends while the server closes is recorded, and the next state is left to Continue', () => {
  const [, closing, next] = take([
    { message: start, isClosing: false },
    { message: answer, isClosing: true },
    { message: { type: 'Continue' }, isClosing: false },
  ]);
  expect(closing?.events.map(({ type }) => type)).toEqual(['TaskSucceeded', 'StateExited']);
  expect(closing?.commands).toEqual([]);
  expect(closing?.isCutShort).toBe(true);
  expect(next?.events.map(({ type }) => type)).toEqual(['StateEntered', 'TaskScheduled', 'TaskStarted']);
});

test('an execution that starts while the server closes is recorded and enters no state', () => {
  const [started] = take([{ message: start, isClosing: true }]);
  expect(started?.events.map(({ type }) => type)).toEqual(['ExecutionStarted']);
  expect(started?.isCutShort).toBe(true);
});
