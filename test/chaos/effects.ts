import type { Effect } from '../crash/witness.ts';

/** No attempt of any task took effect twice, and no task had more attempts than its Retrier gives it. */
export function repeatedEffects(
  effects: readonly Effect[],
  attemptsMaxOf: (execution: string) => number | undefined,
): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  const attempts = new Map<string, number>();
  for (const effect of effects) {
    const text = JSON.stringify(effect);
    if (seen.has(text)) problems.push(`${text} took effect twice`);
    seen.add(text);
    const task = `${effect.execution} ${effect.state} ${effect.n}`;
    attempts.set(task, (attempts.get(task) ?? 0) + 1);
  }
  for (const [task, count] of attempts) {
    const attemptsMax = attemptsMaxOf(task.slice(0, task.indexOf(' ')));
    if (attemptsMax === undefined) problems.push(`${task} belongs to nobody`);
    else if (count > attemptsMax) problems.push(`${task} ran ${count} times`);
  }
  return problems;
}
