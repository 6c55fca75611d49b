import { type Arn, parseArn } from '../base/arn.ts';
import { before } from '../base/before.ts';
import type { ExecutionFacts } from '../engine/execution.ts';
import type { Revision } from './revisions.ts';

/** What is fixed about an execution of `revision`. */
export function factsOf(executionArn: Arn, { body }: Revision): ExecutionFacts {
  const { region = '', resource = '' } = parseArn(executionArn) ?? {};
  const names = resource.slice(resource.indexOf(':') + 1);
  const stateMachineName = before(names, ':');
  const name = before(names.slice(stateMachineName.length + 1), ':');
  const { stateMachineArn, roleArn } = body;
  return { executionArn, name, stateMachineArn, stateMachineName, roleArn, region };
}
