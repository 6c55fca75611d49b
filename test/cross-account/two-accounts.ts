import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { strToU8, zipSync } from 'fflate';
import type { JsonObject } from '../../src/base/json.ts';
import type { Configuration } from '../../src/config.ts';
import { type Surroundings, startServer } from '../../src/main.ts';
import type { AuditRecord } from '../../src/runtime/identity/audit.ts';
import type { TaskCallNotice } from '../../src/runtime/task-runner.ts';

export const sourceAccount = '111111111111';
export const targetAccount = '222222222222';
const homeRegion = 'us-east-1';

/** The SDK's clients with one credential. */
export interface Clients {
  readonly states: SFNClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly lambda: LambdaClient;
  readonly events: EventBridgeClient;
  close(): void;
}

/** Credentials as the SDK takes them. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A whole server on loopback, and the root users of two accounts on it. */
export interface TwoAccounts {
  readonly endpoint: string;
  /** Where workflows run. */
  readonly source: Clients;
  /** Where their tasks reach. */
  readonly target: Clients;
  readonly audited: readonly AuditRecord[];
  readonly calls: readonly TaskCallNotice[];
  clientsFor(key: Key, region?: string): Clients;
  close(): Promise<void>;
}

export async function twoAccounts(
  settings: Partial<Configuration> = {},
  surroundings: Surroundings = {},
): Promise<TwoAccounts> {
  const audited: AuditRecord[] = [];
  const calls: TaskCallNotice[] = [];
  const opened: Clients[] = [];
  const server = await startServer(
    {
      mode: 'dev',
      host: '127.0.0.1',
      port: 0,
      dataDirectory: undefined,
      enforcement: 'enforce',
      account: sourceAccount,
      region: homeRegion,
      logLevel: 'silent',
      ...settings,
    },
    { onAudit: (record) => audited.push(record), onTaskCall: (call) => calls.push(call) },
    surroundings,
  );
  const clientsFor = (key: Key, region = homeRegion): Clients => {
    const clients = clientsAt(server.endpoint, key, region);
    opened.push(clients);
    return clients;
  };
  return {
    endpoint: server.endpoint,
    source: clientsFor(rootKey(sourceAccount)),
    target: clientsFor(rootKey(targetAccount)),
    audited,
    calls,
    clientsFor,
    close: async () => {
      for (const clients of opened) clients.close();
      await server.close();
    },
  };
}

/** In development an access key id of twelve digits is the root user of that account. */
export function rootKey(account: string): Key {
  return { accessKeyId: account, secretAccessKey: 'any' };
}

export function clientsAt(endpoint: string, credentials: Key, region = homeRegion): Clients {
  const options = { endpoint, region, credentials, maxAttempts: 1 };
  const clients = {
    states: new SFNClient(options),
    iam: new IAMClient(options),
    sts: new STSClient(options),
    lambda: new LambdaClient(options),
    events: new EventBridgeClient(options),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

export function roleArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

export function stateMachineArn(account: string, name: string): string {
  return `arn:aws:states:${homeRegion}:${account}:stateMachine:${name}`;
}

export function functionArn(account: string, name: string): string {
  return `arn:aws:lambda:${homeRegion}:${account}:function:${name}`;
}

/** A policy document of `statements`, each an Allow unless it says otherwise. */
export function policy(...statements: readonly JsonObject[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });
}

/** A statement of a trust policy that lets `service` assume the role. */
export function trustsService(service: 'states' | 'lambda' | 'events'): JsonObject {
  return { Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' };
}

/** What an execution role needs besides where its tasks wait for jobs in their own account. */
export const makesManagedRules: JsonObject = {
  Action: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
  Resource: 'arn:aws:events:*:*:rule/StepFunctions*',
};

export interface RoleSettings {
  /** Statements of the trust policy. */
  readonly trust: readonly JsonObject[];
  /** Statements of the one inline policy, `inline`; none makes no policy. */
  readonly permissions?: readonly JsonObject[];
  /** Statements of the boundary, a managed policy named after the role. */
  readonly boundary?: readonly JsonObject[];
}

/** Its ARN. */
export async function createRole(
  { iam }: Clients,
  name: string,
  { trust, permissions = [], boundary }: RoleSettings,
): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: policy(...trust) }),
  );
  if (permissions.length > 0) await setPermissions({ iam }, name, permissions);
  if (boundary !== undefined) {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: `${name}-boundary`, PolicyDocument: policy(...boundary) }),
    );
    await iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary: Policy?.Arn }),
    );
  }
  return Role?.Arn ?? '';
}

/** Replaces the inline policy that `createRole` makes. */
export async function setPermissions(
  { iam }: Pick<Clients, 'iam'>,
  roleName: string,
  statements: readonly JsonObject[],
): Promise<void> {
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: 'inline',
      PolicyDocument: policy(...statements),
    }),
  );
}

/** A function that answers with its event; its ARN. */
export async function createEchoFunction({ lambda }: Clients, name: string, role: string): Promise<string> {
  const source = 'exports.handler = async (event) => ({ heard: event });';
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: role,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(source) }) },
    }),
  );
  return FunctionArn ?? '';
}

/** A state machine of `states`, which begins with the first of them; its ARN. */
export async function createStateMachine(
  { states: client }: Clients,
  name: string,
  { role, states }: { readonly role: string; readonly states: JsonObject },
): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0] ?? '', States: states });
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name, definition, roleArn: role }),
  );
  return stateMachineArn ?? '';
}

export async function startExecution(
  { states }: Clients,
  machine: string,
  { input = {}, name }: { readonly input?: JsonObject; readonly name?: string } = {},
): Promise<string> {
  const { executionArn } = await states.send(
    new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input), name }),
  );
  return executionArn ?? '';
}

/** How an execution ended, and its whole history. */
export interface Ended {
  readonly outcome: DescribeExecutionCommandOutput;
  readonly events: readonly HistoryEvent[];
}

const endMillisecondsMax = 20_000;
const lookMilliseconds = 60;

/** Waits for the execution to end. */
export async function endOf({ states }: Clients, executionArn: string): Promise<Ended> {
  const giveUpAt = Date.now() + endMillisecondsMax;
  for (;;) {
    const outcome = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (outcome.status !== 'RUNNING') {
      const { events = [] } = await states.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      return { outcome, events };
    }
    if (Date.now() > giveUpAt)
      throw new Error(`${executionArn} still runs after ${endMillisecondsMax} milliseconds`);
    await pause(lookMilliseconds);
  }
}

/** Starts an execution and waits for its end. */
export async function run(
  clients: Clients,
  machine: string,
  request: { readonly input?: JsonObject; readonly name?: string } = {},
): Promise<Ended> {
  return endOf(clients, await startExecution(clients, machine, request));
}

/** The ARN of the execution that a Task of `executionArn` started and waits for. */
export function childOf({ states }: Clients, executionArn: string): Promise<string> {
  return eventually('child execution', async () => {
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
    const output = events.findLast(({ type }) => type === 'TaskSubmitted')?.taskSubmittedEventDetails?.output;
    return output === undefined
      ? undefined
      : (JSON.parse(output) as { readonly ExecutionArn: string }).ExecutionArn;
  });
}

/** The task token that the child of `executionArn` in the target account was given as its input's `token`. */
export async function tokenOf({ source, target }: TwoAccounts, executionArn: string): Promise<string> {
  const child = await childOf(source, executionArn);
  const { input } = await target.states.send(new DescribeExecutionCommand({ executionArn: child }));
  return (JSON.parse(input ?? '') as { readonly token: string }).token;
}

/** Looks until `find` finds something. */
export async function eventually<Found>(
  what: string,
  find: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found> {
  const giveUpAt = Date.now() + endMillisecondsMax;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > giveUpAt) throw new Error(`no ${what} within ${endMillisecondsMax} milliseconds`);
    await pause(lookMilliseconds);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What a call is refused with; fails where it is not. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly message: string; readonly status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error;
    const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
    return { name: error.name, message: error.message, status: httpStatusCode };
  }
  throw new Error('a call that should have been refused went through');
}

/** Calls `work` with every item, `count` at a time. */
export async function concurrently<Item>(
  items: readonly Item[],
  count: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: count }, worker));
}
