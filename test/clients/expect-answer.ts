import { expect } from 'vitest';
import { type ClientAnswer, type ClientStep, fillIn, type StepValues, valueAt } from './client-step.ts';

/** Holds what a client heard against what the step says. */
export function expectAnswer(step: ClientStep, heard: ClientAnswer, values: StepValues): void {
  if (step.refused !== undefined) {
    expect(heard).toMatchObject({ refused: { code: step.refused.code } });
    const begin = fillIn(step.refused.message ?? '', values) as string;
    if ('refused' in heard) expect(heard.refused.message.slice(0, begin.length)).toBe(begin);
    return;
  }
  expect(heard).toHaveProperty('answer');
  if (!('answer' in heard)) return;
  const found = Object.keys(step.answers ?? {}).map((pointer) => [
    pointer,
    valueAt(heard.answer, pointer) ?? null,
  ]);
  expect(Object.fromEntries(found)).toEqual(fillIn(step.answers ?? {}, values));
}

/** The steps of a list, each with a title that says where it stands. */
export function titled(steps: readonly ClientStep[]): readonly (readonly [string, ClientStep])[] {
  return steps.map((step, index) => {
    const { service, operation, refused } = step;
    const outcome = refused === undefined ? '' : ` is refused with ${refused.code}`;
    return [`${index + 1}. ${service} ${operation}${outcome}`, step];
  });
}
