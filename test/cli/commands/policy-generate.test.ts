import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../run-command.ts';

interface Policies {
  readonly executionRole: {
    readonly trustPolicy: { readonly Statement: readonly unknown[] };
    readonly policies: readonly { readonly Statement: readonly { readonly Sid?: string }[] }[];
  };
  readonly targetRoles: readonly { readonly roleArn: string; readonly trustPolicy: unknown }[];
  readonly remarks: readonly { readonly path: string; readonly message: string }[];
}

let folder = '';
let output = '';
let errors = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-generate-'));
  output = '';
  errors = '';
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What the process would end with; what it writes is added to what was written before. */
async function run(...words: readonly string[]): Promise<number> {
  const ended = await runCommand(...words);
  output += ended.output;
  errors += ended.errors;
  return ended.exitCode;
}

/** What was generated for `words` after `policy generate`. */
async function generated(...words: readonly string[]): Promise<Policies> {
  output = '';
  expect(await run('policy', 'generate', ...words), errors).toBe(0);
  return JSON.parse(output) as Policies;
}

function aFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const orders = `
StartAt: Price
States:
  Price:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Credentials: { RoleArn: arn:aws:iam::222222222222:role/order-desk }
    Parameters: { FunctionName: price }
    Next: Total
  Total:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Parameters: { FunctionName.$: $.function }
    End: true
`;

const succeed = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';

test('the policies of the execution role and of target roles are printed as JSON, remarks also for people', async () => {
  const { executionRole, targetRoles, remarks } = await generated(aFile('orders.asl.yaml', orders));
  expect(executionRole.policies).toHaveLength(1);
  expect(executionRole.policies[0]?.Statement.map(({ Sid }) => Sid)).toEqual([
    'AssumeRoleCall',
    'LambdaCall',
  ]);
  expect(JSON.stringify(executionRole.trustPolicy)).toContain(
    '"arn:aws:states:us-east-1:123456789012:stateMachine:orders"',
  );
  expect(targetRoles.map(({ roleArn }) => roleArn)).toEqual(['arn:aws:iam::222222222222:role/order-desk']);
  expect(JSON.stringify(targetRoles[0]?.trustPolicy)).toContain(
    '"arn:aws:iam::123456789012:role/StepFunctions-orders-role"',
  );
  expect(remarks.map(({ path }) => path)).toEqual(['/States/Total/Parameters/FunctionName']);
  expect(errors).toBe(`/States/Total/Parameters/FunctionName: ${remarks[0]?.message}\n`);
});

test.each<[string, readonly string[], string]>([
  ['account', ['--account', '111122223333'], 'arn:aws:states:us-east-1:111122223333:stateMachine:orders'],
  ['region', ['--region', 'cn-north-1'], 'arn:aws-cn:states:cn-north-1:123456789012:stateMachine:orders'],
  ['name', ['--name', 'other'], 'arn:aws:states:us-east-1:123456789012:stateMachine:other'],
  ['role by name', ['--role', 'team/runner'], 'arn:aws:iam::123456789012:role/team/runner'],
  [
    'role by ARN',
    ['--role', 'arn:aws:iam::111122223333:role/runner'],
    'arn:aws:iam::111122223333:role/runner',
  ],
  [
    'role by ARN, whose account is the state machine’s',
    ['--role', 'arn:aws:iam::111122223333:role/runner'],
    'arn:aws:states:us-east-1:111122223333:stateMachine:orders',
  ],
  ['logging', ['--logging'], 'logs:CreateLogDelivery'],
  ['tracing', ['--tracing'], 'xray:PutTraceSegments'],
])('the %s of the state machine comes from its option', async (_, options, found) => {
  const file = aFile('orders.asl.yaml', orders);
  expect(JSON.stringify(await generated(file))).not.toContain(`"${found}"`);
  expect(JSON.stringify(await generated(file, ...options))).toContain(`"${found}"`);
});

test('a customer managed key may be used', async () => {
  const key = 'arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000';
  const { executionRole } = await generated(aFile('a.json', succeed), '--kms-key', key);
  expect(JSON.stringify(executionRole.policies)).toContain(key);
});

test('the profile of the console is another than the least', async () => {
  const file = aFile(
    'a.json',
    succeed.replace(
      '{"Type": "Succeed"}',
      '{"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "Parameters": {"TableName": "t", "Key": {}}, "End": true}',
    ),
  );
  const least = JSON.stringify(await generated(file));
  const console = JSON.stringify(await generated(file, '--profile', 'console'));
  expect(least).not.toContain('dynamodb:PutItem');
  expect(console).toContain('dynamodb:PutItem');
});

test('AWS SDK integrations need the actions that IAM has for them', async () => {
  const task = `{"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups", "Parameters": {}, "End": true}`;
  const { executionRole } = await generated(aFile('a.json', succeed.replace('{"Type": "Succeed"}', task)));
  expect(JSON.stringify(executionRole.policies)).toContain('"logs:DescribeLogGroups"');
});

test('several definitions run as one role, and remarks say which is meant', async () => {
  const { executionRole, remarks } = await generated(aFile('a.yaml', orders), aFile('b.yaml', orders));
  expect(JSON.stringify(executionRole.trustPolicy)).toContain(':stateMachine:a","arn:aws:states:');
  expect(remarks.map(({ path }) => path)).toEqual([
    'a/States/Total/Parameters/FunctionName',
    'b/States/Total/Parameters/FunctionName',
  ]);
});

test.each(['json', 'cloudformation', 'terraform', 'cdk'])(
  'what is written as %s is written the same again',
  async (format) => {
    const words = ['policy', 'generate', aFile('orders.asl.yaml', orders), '--format', format];
    await run(...words);
    const first = output;
    output = '';
    await run(...words);
    expect(output).toBe(first);
    expect(first.length).toBeGreaterThan(500);
  },
);

test('--output writes a file, and makes the folder that it is in', async () => {
  const file = join(folder, 'made/roles.tf');
  const words = ['policy', 'generate', aFile('orders.asl.yaml', orders), '--format', 'terraform'];
  expect(await run(...words, '--output', file)).toBe(0);
  expect(output).toBe('');
  await run(...words);
  expect(readFileSync(file, 'utf8')).toBe(output);
});

test('--split-accounts writes a file for each account, with the roles of that account', async () => {
  const accounts = join(folder, 'accounts');
  await run('policy', 'generate', aFile('orders.asl.yaml', orders), '--split-accounts', accounts);
  expect(readdirSync(accounts)).toEqual(['123456789012.json', '222222222222.json']);
  expect(output).toBe(`${accounts}/123456789012.json\n${accounts}/222222222222.json\n`);
  const [own, target] = readdirSync(accounts).map(
    (file) => JSON.parse(readFileSync(join(accounts, file), 'utf8')) as Policies,
  );
  const whole = await generated(aFile('orders.asl.yaml', orders));
  expect(own).toEqual({ ...whole, targetRoles: [] });
  expect(target).toEqual({ targetRoles: whole.targetRoles });
});

test('a definition that is not valid is refused in the words of validate, and nothing is printed', async () => {
  const file = aFile('a.json', succeed.replace('Succeed', 'Success'));
  expect(await run('validate', file)).toBe(1);
  const diagnostics = output;
  output = '';
  expect(await run('policy', 'generate', file)).toBe(1);
  expect(output).toBe('');
  expect(errors).toBe(diagnostics);
});

test.each<[string, readonly string[], string]>([
  ['a file that is not there', ['/no/such/file.json'], 'no such file'],
  ['no file', [], 'missing required argument'],
  ['an unknown format', ['x.json', '--format', 'xml'], 'Allowed choices are json'],
  ['an unknown profile', ['x.json', '--profile', 'most'], 'Allowed choices are least'],
  ['an account that is none', ['x.json', '--account', '12'], 'An account id has 12 digits.'],
  ['a profile for no account', ['x.json', '--account-profile', 'testing'], 'Write 222222222222=PROFILE.'],
])('%s ends it with 2', async (_, words, message) => {
  expect(await run('policy', 'generate', ...words)).toBe(2);
  expect(errors).toContain(message);
  expect(output).toBe('');
});

test.each<[string, readonly string[], string]>([
  [
    'a role of another account',
    ['--role', 'arn:aws:iam::999999999999:role/r', '--account', '111122223333'],
    'is no role of account 111122223333',
  ],
  [
    'a role of another partition',
    ['--role', 'arn:aws-cn:iam::123456789012:role/r'],
    'is no role of account 123456789012',
  ],
  ['a role that no role is called', ['--role', 'a role'], 'a role is no role of account'],
])('%s ends it with 2', async (_, words, message) => {
  expect(await run('policy', 'generate', aFile('a.json', succeed), ...words)).toBe(2);
  expect(errors).toContain(message);
});

test.each<[string, readonly string[]]>([
  ['two files of one name', ['a.json', 'a.yaml']],
  ['two files and one name for both', ['a.json', 'b.json', '--name', 'c']],
])('%s end it with 2', async (_, words) => {
  const files = words.map((word) => (/\.(json|yaml)$/.test(word) ? aFile(word, succeed) : word));
  expect(await run('policy', 'generate', ...files)).toBe(2);
  expect(errors).toContain('several state machines would have the name');
});
