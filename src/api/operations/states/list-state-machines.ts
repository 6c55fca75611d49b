import { operationOf } from '../typed-operation.ts';
import { stateMachineArnOf } from './arns.ts';
import { type ListRequest, listByName } from './list-by-name.ts';

export const listStateMachines = operationOf<ListRequest>('states', {
  name: 'ListStateMachines',
  permissions: () => [{ action: 'states:ListStateMachines', resource: '*' }],
  run: (request, call) =>
    listByName(
      request,
      {
        operation: 'ListStateMachines',
        kind: 'StateMachine',
        member: 'stateMachines',
        describe: ({ name, body }) => ({
          stateMachineArn: stateMachineArnOf(call.caller.place, name),
          name,
          type: body.type,
          creationDate: body.createdAt,
        }),
      },
      call,
    ),
});
