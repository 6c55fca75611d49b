import { operationOf } from '../typed-operation.ts';
import { inputBoundary, inputDocuments } from './simulate-policies.ts';
import { callingUser, notAUser, type SimulateInput } from './simulate-request.ts';
import { simulationAnswer } from './simulation-answer.ts';

export const simulateCustomPolicy = operationOf<SimulateInput>('iam', {
  name: 'SimulateCustomPolicy',
  permissions: () => [{ action: 'iam:SimulateCustomPolicy', resource: '*' }],
  run: async (input) => {
    const caller = input.CallerArn === undefined ? undefined : callingUser(input.CallerArn);
    if (caller === undefined && input.ResourcePolicy !== undefined) throw notAUser();
    return simulationAnswer(input, {
      caller,
      documents: inputDocuments(input),
      boundary: inputBoundary(input),
      serviceControl: undefined,
    });
  },
});
