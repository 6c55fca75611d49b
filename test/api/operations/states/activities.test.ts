import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  GetActivityTaskCommand,
  type GetActivityTaskCommandOutput,
  ListActivitiesCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Call } from '../../../../src/api/operation.ts';
import { statesOperations } from '../../../../src/api/operations/states/index.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import {
  createRole,
  createStateMachine,
  endOf,
  refusalOf,
  rootKey,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  trustsService,
  twoAccounts,
} from '../../../cross-account/two-accounts.ts';
import { aTask } from '../../../support/a-definition.ts';
import { rootOf } from '../../../support/an-identity.ts';

const place = `arn:aws:states:us-east-1:${sourceAccount}`;
const key = '1234abcd-12ab-34cd-56ef-1234567890ab';

let accounts: TwoAccounts;
let client: SFNClient;
let role: string;
beforeAll(async () => {
  accounts = await twoAccounts();
  client = accounts.source.states;
  role = await createRole(accounts.source, 'runner', { trust: [trustsService('states')] });
});
afterAll(() => accounts.close());

/** An activity, and a machine that has its workers do a task. */
async function furnish(name: string, task: JsonObject = {}) {
  const { activityArn = '' } = await client.send(new CreateActivityCommand({ name }));
  const states = { Work: aTask({ Resource: activityArn, ...task }) };
  return { activityArn, machine: await createStateMachine(accounts.source, name, { role, states }) };
}

function ask(activityArn: string): Promise<GetActivityTaskCommandOutput> {
  return client.send(new GetActivityTaskCommand({ activityArn }));
}

test.each([
  { operation: 'CreateActivity', input: { name: 'work' }, actions: ['states:CreateActivity'] },
  {
    operation: 'CreateActivity',
    input: { name: 'work', tags: [{ key: 'a', value: 'b' }] },
    actions: ['states:CreateActivity', 'states:TagResource'],
  },
  { operation: 'DeleteActivity', actions: ['states:DeleteActivity'] },
  { operation: 'DescribeActivity', actions: ['states:DescribeActivity'] },
  { operation: 'GetActivityTask', actions: ['states:GetActivityTask'] },
] as const)('$operation needs $actions on the activity', async ({ operation, actions, ...more }) => {
  const resource = `${place}:activity:work`;
  const services = { store: { resources: { get: async () => undefined } } };
  const call = { caller: rootOf(sourceAccount), services } as unknown as Call;
  const input = 'input' in more ? more.input : { activityArn: resource };
  const permissions = await statesOperations[operation].permissions(input as unknown as JsonObject, call);
  expect(permissions.map((permission) => [permission.action, permission.resource])).toEqual(
    actions.map((action) => [action, resource]),
  );
});

test('creating an activity again answers as the first time, whatever the tags', async () => {
  const first = await client.send(
    new CreateActivityCommand({ name: 'again', tags: [{ key: 'a', value: '1' }] }),
  );
  const again = await client.send(
    new CreateActivityCommand({ name: 'again', tags: [{ key: 'a', value: '2' }] }),
  );
  const owned = await client.send(
    new CreateActivityCommand({ name: 'again', encryptionConfiguration: { type: 'AWS_OWNED_KEY' } }),
  );
  for (const { activityArn, creationDate } of [again, owned]) {
    expect({ activityArn, creationDate }).toEqual({
      activityArn: first.activityArn,
      creationDate: first.creationDate,
    });
  }
});

test('activities that are created at once are one activity', async () => {
  const created = await Promise.all(
    Array.from({ length: 10 }, () => client.send(new CreateActivityCommand({ name: 'at-once' }))),
  );
  expect(new Set(created.map(({ creationDate }) => creationDate?.getTime())).size).toBe(1);
});

test('a key of another reuse period is another encryption', async () => {
  const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: key } as const;
  const { activityArn } = await client.send(
    new CreateActivityCommand({ name: 'secret', encryptionConfiguration }),
  );
  const described = await client.send(new DescribeActivityCommand({ activityArn }));
  expect(described.encryptionConfiguration).toEqual({
    ...encryptionConfiguration,
    kmsDataKeyReusePeriodSeconds: 300,
  });
  const same = { ...encryptionConfiguration, kmsDataKeyReusePeriodSeconds: 300 };
  await client.send(new CreateActivityCommand({ name: 'secret', encryptionConfiguration: same }));
  const other = { ...encryptionConfiguration, kmsDataKeyReusePeriodSeconds: 60 };
  expect(
    await refusalOf(
      client.send(new CreateActivityCommand({ name: 'secret', encryptionConfiguration: other })),
    ),
  ).toMatchObject({ name: 'ActivityAlreadyExists' });
});

test('an activity belongs to an account and a region', async () => {
  await client.send(new CreateActivityCommand({ name: 'mine' }));
  const abroad = accounts.clientsFor(
    { accessKeyId: sourceAccount, secretAccessKey: 'any' },
    'eu-west-1',
  ).states;
  for (const elsewhere of [accounts.target.states, abroad]) {
    const { activities = [] } = await elsewhere.send(new ListActivitiesCommand({}));
    expect(activities).toEqual([]);
  }
  const here = new DescribeActivityCommand({ activityArn: `${place}:activity:mine` });
  expect(await refusalOf(abroad.send(here))).toMatchObject({ name: 'ActivityDoesNotExist' });
  expect(await refusalOf(accounts.target.states.send(here))).toMatchObject({ name: 'AccessDeniedException' });
});

test.each([`${place}:activity:mine:1`, `arn:aws-cn:states:us-east-1:${sourceAccount}:activity:mine`])(
  '%s is no second name of an activity',
  async (activityArn) => {
    await client.send(new CreateActivityCommand({ name: 'mine' }));
    expect((await refusalOf(ask(activityArn))).name).toMatch(
      /^(ActivityDoesNotExist|AccessDeniedException)$/,
    );
  },
);

test('a worker that waits hears at once that its activity was deleted', async () => {
  const { activityArn } = await furnish('deleted');
  const waiting = [ask(activityArn), ask(activityArn)].map(refusalOf);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await client.send(new DeleteActivityCommand({ activityArn }));
  for (const refusal of await Promise.all(waiting))
    expect(refusal).toMatchObject({ name: 'ActivityDoesNotExist' });
});

test('tasks of an activity that was deleted are given out once it is there again', async () => {
  const { activityArn, machine } = await furnish('back-again');
  const execution = await startExecution(accounts.source, machine, { input: { n: 1 } });
  await client.send(new DeleteActivityCommand({ activityArn }));
  await client.send(new CreateActivityCommand({ name: 'back-again' }));
  const { taskToken, input } = await ask(activityArn);
  expect(input).toBe('{"n":1}');
  await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  expect((await endOf(accounts.source, execution)).outcome.status).toBe('SUCCEEDED');
});

test('a task of a stopped execution is not given out, and fifty workers share what is', async () => {
  const { activityArn, machine } = await furnish('shared');
  const stopped = await startExecution(accounts.source, machine, { input: { n: -1 } });
  await client.send(new StopExecutionCommand({ executionArn: stopped }));
  // Workers with connections of their own: a client opens fifty at most.
  const workers = accounts.clientsFor(rootKey(sourceAccount)).states;
  const waiting = Array.from({ length: 50 }, () => workers.send(new GetActivityTaskCommand({ activityArn })));
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  await Promise.all(numbers.map((n) => startExecution(accounts.source, machine, { input: { n } })));
  const given = (await Promise.all(waiting)).map(({ input = '{}' }) => JSON.parse(input).n as number);
  expect(given.sort((left, right) => left - right)).toEqual(numbers);
});
