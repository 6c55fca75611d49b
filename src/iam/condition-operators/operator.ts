import type { AuthorizationRequest } from '../request.ts';

/** Whether a value of the request satisfies one value of the policy. */
export type MatchValue = (value: string, request: AuthorizationRequest) => boolean;

/** One condition operator, without the `ForAllValues:`, `ForAnyValue:` and `IfExists` that may surround it. */
export interface ConditionOperator {
  /**
   * Whether the operator asks that no value of the policy matches. `compile` then still gives the positive test.
   */
  readonly isNegated: boolean;
  /** The test for one value of the policy, or undefined where `text` cannot be a value of this operator. */
  compile(text: string, hasPolicyVariables: boolean): MatchValue | undefined;
}

/** The operator that holds where `operator` does not. */
export function negated(operator: ConditionOperator): ConditionOperator {
  return { isNegated: true, compile: operator.compile };
}
