import { operationOf, optional } from '../typed-operation.ts';
import { heaviestRoute } from './aliases.ts';
import { StateMachineDoesNotExist } from './errors.ts';
import { machinePermission } from './machine-permission.ts';
import { chooseRevision, getQualifiedStateMachine } from './qualified-state-machine.ts';
import { type IncludedData, revisionJson, revisionKey } from './state-machines.ts';
import { versionKey } from './versions.ts';

interface DescribeStateMachineInput {
  readonly stateMachineArn: string;
  readonly includedData?: IncludedData;
}

/** Of an alias, the version that most executions are routed to; which one AWS shows is not documented. */
export const describeStateMachine = operationOf<DescribeStateMachineInput>('states', {
  name: 'DescribeStateMachine',
  permissions: ({ stateMachineArn }) => [machinePermission('states:DescribeStateMachine', stateMachineArn)],
  async run({ stateMachineArn, includedData }, call) {
    const { resources } = call.services.store;
    const found = await getQualifiedStateMachine(stateMachineArn, call);
    const { name, machine } = found;
    const { revisionName, version } = chooseRevision(found, heaviestRoute);
    const revision = await resources.get(revisionKey(name, revisionName));
    const published = version === undefined ? undefined : await resources.get(versionKey(name, version));
    if (revision === undefined) throw new StateMachineDoesNotExist(stateMachineArn);
    return {
      stateMachineArn,
      name: name.name,
      status: machine.body.status,
      type: machine.body.type,
      creationDate: published?.body.createdAt ?? machine.body.createdAt,
      ...optional('description', published?.body.description),
      ...revisionJson(revision.body, includedData),
    };
  },
});
