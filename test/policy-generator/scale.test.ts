import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import { neededServices } from '../../src/policy-generator/needed-services.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { aMachine } from './a-machine.ts';

/** States of many kinds, each with resources of its own, and Maps around some. */
function definitionOf(stateCount: number): JsonObject {
  const states: Record<string, JsonObject> = {};
  for (let index = 0; index < stateCount; index += 1) states[`S${index}`] = stateAt(index, stateCount);
  return { StartAt: 'S0', States: states };
}

function stateAt(index: number, stateCount: number): JsonObject {
  const next = index + 1 < stateCount ? { Next: `S${index + 1}` } : { End: true };
  const task = (resource: string, parameters: JsonObject): JsonObject => ({
    Type: 'Task',
    Resource: `arn:aws:states:::${resource}`,
    Parameters: parameters,
    ...next,
  });
  switch (index % 8) {
    case 0:
      return task('lambda:invoke', { FunctionName: `function-${index}` });
    case 1:
      return task('aws-sdk:dynamodb:query', { TableName: `table-${index}`, IndexName: 'by-date' });
    case 2:
      return task('aws-sdk:s3:getObject', {
        Bucket: `bucket-${index % 100}`,
        'Key.$': "States.Format('k/{}', $name)",
      });
    case 3:
      return { Type: 'Pass', Assign: { name: `value-${index}`, 'other.$': '$name' }, ...next };
    case 4:
      return task('sqs:sendMessage', { 'QueueUrl.$': '$.queue', MessageBody: 'x' });
    case 5:
      return task('states:startExecution.sync:2', {
        StateMachineArn: `arn:aws:states:us-east-1:111122223333:stateMachine:child-${index}`,
      });
    case 6:
      return task('aws-sdk:ec2:runInstances', { MinCount: 1, MaxCount: 1, ImageId: `ami-${index}` });
    default:
      return {
        Type: 'Map',
        ItemProcessor: {
          StartAt: `I${index}`,
          States: { [`I${index}`]: { ...stateAt(index - 7, 0), End: true } },
        },
        ...next,
      };
  }
}

test('the time that a definition takes grows with its states, up to 50,000 of them', async () => {
  const sizes = [5_000, 50_000];
  const machines = sizes.map((count) => aMachine(definitionOf(count)));
  const services = await loadServiceAuthorization(neededServices(machines));
  generatePolicies(machines.slice(0, 1), services);
  const [small = 0, large = 0] = machines.map((machine) => {
    const began = performance.now();
    const { executionRole, remarks } = generatePolicies([machine], services);
    const elapsed = performance.now() - began;
    expect(executionRole.policies.length).toBeGreaterThan(10);
    expect(remarks.some(({ path }) => path === '/')).toBe(true);
    return elapsed;
  });
  // Ten times the states; the rest is for a machine that others use too.
  expect(large / small).toBeLessThan(25);
});
