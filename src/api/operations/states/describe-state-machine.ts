import { operationOf } from '../typed-operation.ts';
import { getStateMachine, revisionJson } from './state-machines.ts';

interface DescribeStateMachineInput {
  readonly stateMachineArn: string;
}

export const describeStateMachine = operationOf<DescribeStateMachineInput>('states', {
  name: 'DescribeStateMachine',
  permissions: ({ stateMachineArn }) => [
    { action: 'states:DescribeStateMachine', resource: stateMachineArn },
  ],
  async run({ stateMachineArn }, call) {
    const { name, machine, revision } = await getStateMachine(stateMachineArn, call);
    return {
      stateMachineArn,
      name: name.name,
      status: machine.body.status,
      type: machine.body.type,
      creationDate: machine.body.createdAt,
      ...revisionJson(revision),
    };
  },
});
