import type { Execution } from '../../src/engine/execution.ts';

/**
 * Where two executions differ, as a path, or undefined where they are the same. Two processes compile a machine each, so
 * what stands for the machine is not looked into.
 */
export function differenceOf(left: Execution, right: Execution): string | undefined {
  return differenceAt(left, right, '');
}

const compiled: ReadonlySet<string> = new Set(['machine', 'states']);

function differenceAt(left: unknown, right: unknown, path: string): string | undefined {
  if (Object.is(left, right)) return undefined;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return path;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return path;
  if (typeof left.valueOf() === 'number') return left.valueOf() === right.valueOf() ? undefined : path;
  const isFrame = 'previousEventId' in left && 'position' in left;
  const isExecution = 'facts' in left && 'machine' in left;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return path;
  for (const name of names) {
    if ((isFrame || isExecution) && compiled.has(name)) continue;
    if (!Object.hasOwn(right, name)) return `${path}.${name}`;
    const difference = differenceAt(
      (left as Record<string, unknown>)[name],
      (right as Record<string, unknown>)[name],
      `${path}.${name}`,
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}
