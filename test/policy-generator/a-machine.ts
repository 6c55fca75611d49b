import type { JsonObject } from '../../src/base/json.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';

/** A state machine of one account, neither logged nor traced unless `more` says so. */
export function aMachine(definition: JsonObject, more: Partial<Machine> = {}): Machine {
  return {
    partition: 'aws',
    account: '111122223333',
    region: 'us-east-1',
    name: 'MyWorkflow',
    type: 'STANDARD',
    definition,
    executionRoleArn: 'arn:aws:iam::111122223333:role/Execution',
    isLogged: false,
    isTraced: false,
    ...more,
  };
}

/** A definition of the one Task `resource`, `states:::` left out: `sqs:sendMessage`. */
export function aTaskOf(resource: string, parameters: JsonObject): JsonObject {
  return {
    StartAt: 'Work',
    States: {
      Work: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true },
    },
  };
}
