/** Facts of an execution in `account`, which runs as the role `runner` there. */
export function factsIn(account: string) {
  return {
    executionArn: `arn:aws:states:us-east-1:${account}:execution:machine:one`,
    name: 'one',
    stateMachineArn: `arn:aws:states:us-east-1:${account}:stateMachine:machine`,
    stateMachineName: 'machine',
    roleArn: `arn:aws:iam::${account}:role/runner`,
    region: 'us-east-1',
  };
}
