import {
  type Clients,
  createRole,
  createStateMachine,
  startExecution,
  type TwoAccounts,
  tokenOf,
  trustsService,
} from '../cross-account/two-accounts.ts';
import { batchSteps } from './batch-steps.ts';
import type { ClientService, ClientStep, StepValues } from './client-step.ts';
import { ecsSteps } from './ecs-steps.ts';
import { eventsSteps } from './events-steps.ts';
import { glueSteps } from './glue-steps.ts';
import { iamSteps } from './iam-steps.ts';
import { lambdaSteps } from './lambda-steps.ts';
import { refusalSteps } from './refusal-steps.ts';
import { snsSteps } from './sns-steps.ts';
import { sqsSteps } from './sqs-steps.ts';
import { statesSteps, unknownSteps } from './states-steps.ts';

/** What every client does, one list after another; only the refusals build on another list, which is that before them. */
export const stepLists: Readonly<
  Record<
    'states' | 'refusals' | 'iam' | 'lambda' | 'events' | 'batch' | 'ecs' | 'glue' | 'sqs' | 'sns',
    readonly ClientStep[]
  >
> = {
  states: [...statesSteps, ...unknownSteps],
  refusals: refusalSteps,
  iam: iamSteps,
  lambda: lambdaSteps,
  events: eventsSteps,
  batch: batchSteps,
  ecs: ecsSteps,
  glue: glueSteps,
  sqs: sqsSteps,
  sns: snsSteps,
};

/** Makes what the steps build on: a role for whatever runs, and two executions that wait for a client's answer. */
export async function prepareAccount(accounts: TwoAccounts, account: string): Promise<StepValues> {
  const clients = accounts.clientsFor({ accessKeyId: account, secretAccessKey: 'any' });
  const runner = await createRole(clients, 'runner', {
    trust: [trustsService('states'), trustsService('lambda'), trustsService('events')],
    permissions: [{ Action: 'states:StartExecution', Resource: '*' }],
  });
  const child = await createStateMachine(clients, 'prepared-child', {
    role: runner,
    states: { Done: { Type: 'Succeed' } },
  });
  const parent = await createStateMachine(clients, 'prepared-parent', {
    role: runner,
    states: {
      Call: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken',
        Parameters: { StateMachineArn: child, Input: { 'token.$': '$$.Task.Token' } },
        End: true,
      },
    },
  });
  const one = await startWaiting(accounts, clients, parent);
  const two = await startWaiting(accounts, clients, parent);
  return {
    account,
    executionOne: one.executionArn,
    tokenOne: one.token,
    executionTwo: two.executionArn,
    tokenTwo: two.token,
  };
}

async function startWaiting(accounts: TwoAccounts, clients: Clients, parent: string) {
  const executionArn = await startExecution(clients, parent);
  return {
    executionArn,
    token: await tokenOf({ ...accounts, source: clients, target: clients }, executionArn),
  };
}

/** The names of the operations that the steps make of a service. */
export function operationsOf(service: ClientService): ReadonlySet<string> {
  const steps = Object.values(stepLists).flat();
  return new Set(steps.filter((step) => step.service === service).map(({ operation }) => operation));
}
