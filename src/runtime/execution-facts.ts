import { type Arn, parseArn } from '../base/arn.ts';
import type { ExecutionFacts } from '../engine/execution.ts';
import type { Revision } from './revisions.ts';

/** What is fixed about an execution of `revision`. */
export function factsOf(executionArn: Arn, { body }: Revision): ExecutionFacts {
  const { region = '', resource = '' } = parseArn(executionArn) ?? {};
  const [, stateMachineName = '', name = ''] = resource.split(':');
  const { stateMachineArn, roleArn } = body;
  return { executionArn, name, stateMachineArn, stateMachineName, roleArn, region };
}
