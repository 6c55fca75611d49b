import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import {
  type Clients,
  createRole,
  createStateMachine,
  policy,
  refusalOf,
  roleArn,
  run,
  sourceAccount,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from './two-accounts.ts';

const states = { Done: { Type: 'Pass', End: true } };
const notTrusted =
  'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.';

let accounts: TwoAccounts;
let workflow: string;

beforeAll(async () => {
  accounts = await twoAccounts();
  workflow = await createRole(accounts.source, 'workflow', { trust: [trustsService('states')] });
  await createRole(accounts.source, 'for-lambda', { trust: [trustsService('lambda')] });
  await createRole(accounts.target, 'workflow', { trust: [trustsService('states')] });
});

afterAll(() => accounts.close());

/** A user of the source account with an access key. */
async function createUser(name: string, ...statements: readonly JsonObject[]): Promise<Clients> {
  const { iam } = accounts.source;
  await iam.send(new CreateUserCommand({ UserName: name }));
  await iam.send(
    new PutUserPolicyCommand({
      UserName: name,
      PolicyName: 'inline',
      PolicyDocument: policy(...statements),
    }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return accounts.clientsFor({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
}

describe('CreateStateMachine needs iam:PassRole', () => {
  const mayCreate = { Action: ['states:CreateStateMachine', 'states:UpdateStateMachine'], Resource: '*' };
  const cases = [
    { who: 'of a user without it', name: 'no-pass', more: [], isDenied: true },
    {
      who: 'of a user who has it for another role',
      name: 'pass-other',
      more: [{ Action: 'iam:PassRole', Resource: roleArn(sourceAccount, 'another') }],
      isDenied: true,
    },
    {
      who: 'of a user who has it for another service',
      name: 'pass-to-lambda',
      more: [passTo('lambda.amazonaws.com')],
      isDenied: true,
    },
    {
      who: 'of a user who has it for Step Functions',
      name: 'pass-to-states',
      more: [passTo('states.amazonaws.com')],
      isDenied: false,
    },
  ];

  function passTo(service: string): JsonObject {
    return {
      Action: 'iam:PassRole',
      Resource: roleArn(sourceAccount, 'workflow'),
      Condition: { StringEquals: { 'iam:PassedToService': service } },
    };
  }

  test.each(cases)('$who', async ({ name, more, isDenied }) => {
    const user = await createUser(name, mayCreate, ...more);
    const create = createStateMachine(user, `by-${name}`, { role: workflow, states });
    if (!isDenied) {
      expect(await create).toBe(stateMachineArn(sourceAccount, `by-${name}`));
      return;
    }
    const message = `User: arn:aws:iam::${sourceAccount}:user/${name} is not authorized to perform: iam:PassRole on resource: ${workflow} because no identity-based policy allows the iam:PassRole action`;
    expect(await refusalOf(create)).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(message),
    });
    const { stateMachines = [] } = await accounts.source.states.send(new ListStateMachinesCommand({}));
    expect(stateMachines.map((machine) => machine.name)).not.toContain(`by-${name}`);
  });

  test('and so does an UpdateStateMachine that changes the role', async () => {
    const arn = await createStateMachine(accounts.source, 'to-update', { role: workflow, states });
    const user = await createUser('updates', mayCreate);
    const update = user.states.send(
      new UpdateStateMachineCommand({ stateMachineArn: arn, roleArn: workflow }),
    );
    expect(await refusalOf(update)).toMatchObject({ name: 'AccessDeniedException' });
    const definition = JSON.stringify({ StartAt: 'New', States: { New: { Type: 'Succeed' } } });
    await user.states.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition }));
  });
});

describe('a state machine is refused', () => {
  const cases = [
    {
      what: 'a role that trusts another service',
      role: roleArn(sourceAccount, 'for-lambda'),
      expected: { name: 'AccessDeniedException', message: notTrusted, status: 400 },
    },
    {
      what: 'a role of another account',
      role: roleArn(targetAccount, 'workflow'),
      expected: { name: 'AccessDeniedException', status: 400 },
    },
    {
      what: 'what is no role',
      role: `arn:aws:iam::${sourceAccount}:user/workflow`,
      expected: { name: 'InvalidArn', status: 400 },
    },
  ];

  test.each(cases)('$what', async ({ what, role, expected }) => {
    const name = what.replaceAll(' ', '-');
    expect(await refusalOf(createStateMachine(accounts.source, name, { role, states }))).toMatchObject(
      expected,
    );
    const arn = stateMachineArn(sourceAccount, name);
    const describe = accounts.source.states.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(await refusalOf(describe)).toMatchObject({ name: 'StateMachineDoesNotExist' });
  });
});

describe('a trust policy may ask for whom Step Functions assumes the role', () => {
  const cases = [
    { key: 'aws:SourceAccount', value: sourceAccount, isTaken: true },
    { key: 'aws:SourceAccount', value: targetAccount, isTaken: false },
    { key: 'aws:SourceArn', value: stateMachineArn(sourceAccount, 'confused-*'), isTaken: true },
    { key: 'aws:SourceArn', value: stateMachineArn(sourceAccount, 'other'), isTaken: false },
  ];

  test.each(cases)('$key like $value', async ({ key, value, isTaken }) => {
    const name = `confused-${cases.findIndex((each) => each.key === key && each.value === value)}`;
    const role = await createRole(accounts.source, name, {
      trust: [{ ...trustsService('states'), Condition: { StringLike: { [key]: value } } }],
    });
    const create = createStateMachine(accounts.source, name, { role, states });
    if (isTaken) expect((await run(accounts.source, await create)).outcome.status).toBe('SUCCEEDED');
    else
      expect(await refusalOf(create)).toMatchObject({ name: 'AccessDeniedException', message: notTrusted });
  });
});

describe('a Deny holds for a state machine however its ARN is spelled', () => {
  const name = 'guarded';
  const arn = stateMachineArn(sourceAccount, name);
  const spellings = [arn, `${arn}:1`, `${arn}:alias`, `${arn}:a:b`, arn.replace('arn:aws:', 'arn:aws-cn:')];
  let user: Clients;

  beforeAll(async () => {
    await createStateMachine(accounts.source, name, { role: workflow, states });
    user = await createUser(
      'not-this-one',
      { Action: 'states:*', Resource: '*' },
      { Effect: 'Deny', Action: 'states:*', Resource: arn },
    );
  });

  test.each(spellings)('%s', async (stateMachineArn) => {
    const calls = [
      user.states.send(new StartExecutionCommand({ stateMachineArn })),
      user.states.send(new DescribeStateMachineCommand({ stateMachineArn })),
      user.states.send(new ListExecutionsCommand({ stateMachineArn })),
      user.states.send(new UpdateStateMachineCommand({ stateMachineArn, roleArn: workflow })),
    ];
    const refusals = await Promise.all(calls.map(refusalOf));
    expect(refusals.map((refusal) => refusal.status)).toEqual([400, 400, 400, 400]);
    // Deleting what does not exist succeeds.
    await user.states.send(new DeleteStateMachineCommand({ stateMachineArn })).catch(() => undefined);
    const { status } = await accounts.source.states.send(
      new DescribeStateMachineCommand({ stateMachineArn: arn }),
    );
    expect(status).toBe('ACTIVE');
    const { executions } = await accounts.source.states.send(
      new ListExecutionsCommand({ stateMachineArn: arn }),
    );
    expect(executions).toEqual([]);
  });
});
