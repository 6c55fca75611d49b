import type { Arn } from '../base/arn.ts';

/** What an execution was started with, beside its state machine. */
export interface Qualifiers {
  /** A version's number. */
  readonly version?: string | undefined;
  /** The name of the alias that chose it. */
  readonly alias?: string | undefined;
}

/** The members of the API and of ExecutionStarted that name them. */
export function qualifierArns(
  stateMachineArn: Arn,
  { version, alias }: Qualifiers,
): { readonly stateMachineVersionArn?: Arn; readonly stateMachineAliasArn?: Arn } {
  return {
    ...(version !== undefined && { stateMachineVersionArn: `${stateMachineArn}:${version}` }),
    ...(alias !== undefined && { stateMachineAliasArn: `${stateMachineArn}:${alias}` }),
  };
}
