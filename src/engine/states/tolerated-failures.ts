import type { CompiledMap, Scope } from '../../asl/compiled.ts';
import { type Evaluated, Failure } from '../../base/failure.ts';

/** How many of `itemCount` iterations may fail: the state fails once either threshold is exceeded. */
export function toleratedFailuresOf(state: CompiledMap, scope: Scope, itemCount: number): Evaluated<number> {
  const count = state.toleratedFailureCount?.(scope);
  if (count instanceof Failure) return count;
  const percentage = state.toleratedFailurePercentage?.(scope);
  if (percentage instanceof Failure) return percentage;
  const byPercentage = percentage === undefined ? undefined : Math.floor((percentage * itemCount) / 100);
  if (count === undefined) return byPercentage ?? 0;
  return byPercentage === undefined ? count : Math.min(count, byPercentage);
}
