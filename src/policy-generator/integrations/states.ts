import { fieldResources } from '../field.ts';
import { managedRule } from '../managed-rule.ts';
import type { Integration, Need } from '../need.ts';

/**
 * A nested execution. A qualified ARN is authorized as the machine's own.
 *
 * Source: Developer Guide, "IAM policies for calling Step Functions workflows"; "Creating a state machine alias",
 * permissions.
 */
export const startExecution: Integration = {
  name: 'states:startExecution',
  needs(call) {
    const { resources, remarks } = fieldResources(call, 'StateMachineArn', {
      service: 'states',
      resource: (name) => `stateMachine:${name}`,
    });
    const machines = resources.map(withoutQualifier);
    const needs: Need[] = [{ group: 'call', actions: ['states:StartExecution'], resources: machines }];
    if (call.pattern === 'Sync') {
      const executions = machines.map(executionsOf);
      needs.push(
        { group: 'poll', actions: ['states:DescribeExecution'], resources: executions },
        { group: 'cancel', actions: ['states:StopExecution'], resources: executions },
        managedRule('StepFunctionsGetEventsForStepFunctionsExecutionRule', call.place),
      );
    }
    return { needs, remarks };
  },
};

function withoutQualifier(machineArn: string): string {
  const [head, ...parts] = machineArn.split(':stateMachine:');
  const [name = ''] = parts.join(':stateMachine:').split(':');
  return parts.length === 0 ? machineArn : `${head}:stateMachine:${name}`;
}

/** The executions of a machine, or of all where not even that its ARN is a machine's is written out. */
function executionsOf(machineArn: string): string {
  if (machineArn === '*') return '*';
  const [head, name] = machineArn.split(':stateMachine:');
  return name === undefined ? '*' : `${head}:execution:${name}:*`;
}
