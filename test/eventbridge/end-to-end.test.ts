import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import {
  type Clients,
  createRole,
  createStateMachine,
  eventually,
  run,
  sourceAccount,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from '../cross-account/two-accounts.ts';

let accounts: TwoAccounts;
let folder: string;

beforeAll(async () => {
  accounts = await twoAccounts();
  folder = mkdtempSync(join(tmpdir(), 'stepwell-events-'));
  for (const clients of [accounts.source, accounts.target]) {
    const role = await createRole(clients, 'runner', {
      trust: [trustsService('states'), trustsService('lambda')],
    });
    await createRole(clients, 'starter', {
      trust: [trustsService('events')],
      permissions: [{ Action: ['states:StartExecution', 'events:PutEvents'], Resource: '*' }],
    });
    await createStateMachine(clients, 'follower', { role, states: { Done: { Type: 'Succeed' } } });
    await createStateMachine(clients, 'leader', {
      role,
      states: { Break: { Type: 'Fail', Error: 'Broken' } },
    });
  }
});

afterAll(async () => {
  await accounts.close();
  rmSync(folder, { recursive: true, force: true });
});

function starter(account: string): string {
  return `arn:aws:iam::${account}:role/starter`;
}

async function putRule({ events }: Clients, name: string, pattern: JsonObject, target: Omit<Target, 'Id'>) {
  await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'one', ...target } as Target] }));
}

/** The input of the one execution that a rule started. */
function followerInput({ states }: Clients, account: string): Promise<JsonObject> {
  return eventually('execution of follower', async () => {
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn: stateMachineArn(account, 'follower') }),
    );
    const [execution] = executions;
    if (execution === undefined) return undefined;
    const { input = '' } = await states.send(
      new DescribeExecutionCommand({ executionArn: execution.executionArn }),
    );
    return JSON.parse(input) as JsonObject;
  });
}

test('the end of an execution starts others, in its own account and through a bus of another one', async () => {
  const { source, target } = accounts;
  const failures = {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { status: ['FAILED'], stateMachineArn: [stateMachineArn(sourceAccount, 'leader')] },
  };
  const busArn = `arn:aws:events:us-east-1:${targetAccount}:event-bus/default`;
  await target.events.send(
    new PutPermissionCommand({ StatementId: 'source', Action: 'events:PutEvents', Principal: sourceAccount }),
  );
  await putRule(target, 'follow', failures, {
    Arn: stateMachineArn(targetAccount, 'follower'),
    RoleArn: starter(targetAccount),
    InputTransformer: {
      InputPathsMap: { error: '$.detail.error', from: '$.account' },
      InputTemplate: '{"error":<error>,"from":"<from>"}',
    },
  });
  await putRule(source, 'send-on', failures, { Arn: busArn, RoleArn: starter(sourceAccount) });
  await putRule(source, 'follow', failures, {
    Arn: stateMachineArn(sourceAccount, 'follower'),
    RoleArn: starter(sourceAccount),
    InputPath: '$.detail',
  });
  const { outcome } = await run(source, stateMachineArn(sourceAccount, 'leader'), { input: { a: 1 } });
  expect(outcome.status).toBe('FAILED');
  expect(await followerInput(source, sourceAccount)).toMatchObject({
    executionArn: outcome.executionArn,
    status: 'FAILED',
    error: 'Broken',
    input: '{"a":1}',
    stopDate: outcome.stopDate?.getTime(),
  });
  expect(await followerInput(target, targetAccount)).toEqual({ error: 'Broken', from: sourceAccount });
});

test('a function gets what PutEvents put, once its policy lets EventBridge call it', async () => {
  const { source } = accounts;
  const heard = join(folder, 'heard.json');
  const code = `exports.handler = async (event) => require('node:fs').writeFileSync(${JSON.stringify(heard)}, JSON.stringify(event));`;
  const { FunctionArn = '' } = await source.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'hear',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${sourceAccount}:role/runner`,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
    }),
  );
  const rule = `arn:aws:events:us-east-1:${sourceAccount}:rule/hear`;
  await source.lambda.send(
    new AddPermissionCommand({
      FunctionName: 'hear',
      StatementId: 'rule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: rule,
      SourceAccount: sourceAccount,
    }),
  );
  await putRule(source, 'hear', { source: ['shop'] }, { Arn: FunctionArn });
  const Time = new Date('2026-01-02T03:04:05.678Z');
  const entry = { Source: 'shop', DetailType: 'Order', Detail: '{"total":7}', Time };
  await source.events.send(new PutEventsCommand({ Entries: [entry] }));
  const event = await eventually('event', () => {
    try {
      return JSON.parse(readFileSync(heard, 'utf8')) as JsonObject;
    } catch {
      return undefined;
    }
  });
  expect(event).toMatchObject({ source: 'shop', time: '2026-01-02T03:04:05Z', detail: { total: 7 } });
});
