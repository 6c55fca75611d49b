import { operationOf } from '../typed-operation.ts';
import { reportPermission, reportTask } from './task-report.ts';

interface SendTaskHeartbeatInput {
  readonly taskToken: string;
}

export const sendTaskHeartbeat = operationOf<SendTaskHeartbeatInput>('states', {
  name: 'SendTaskHeartbeat',
  permissions: () => reportPermission('SendTaskHeartbeat'),
  async run({ taskToken }, call) {
    await reportTask(taskToken, 'heartbeat', call);
    return {};
  },
});
