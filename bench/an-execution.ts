/** What is fixed about the executions that benchmarks run, and all of the world they see. */
export const facts = {
  executionArn: 'arn:aws:states:us-east-1:111111111111:execution:machine:run',
  name: 'run',
  stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine',
  stateMachineName: 'machine',
  roleArn: 'arn:aws:iam::111111111111:role/runner',
  region: 'us-east-1',
};

export const surroundings = {
  at: Date.UTC(2024, 0, 1),
  random: () => 0.5,
  newId: () => '00000000-0000-4000-8000-000000000000',
  taskToken: (eventId: number) => `token-${eventId}`,
};
