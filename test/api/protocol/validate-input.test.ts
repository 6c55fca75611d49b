import { describe, expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import type { ServiceName } from '../../../src/api/operation.ts';
import { compileInputValidation } from '../../../src/api/protocol/validate-input.ts';
import { AwsError } from '../../../src/base/aws-error.ts';
import type { JsonObject } from '../../../src/base/json.ts';

interface Case {
  readonly operation: `${ServiceName}:${string}`;
  readonly input: JsonObject;
  readonly message: string;
}

const machine = { name: 'm', definition: '{}', roleArn: 'arn:aws:iam::111111111111:role/r' };
const alias = { name: 'a', routingConfiguration: [{ stateMachineVersionArn: 'arn:v', weight: 100 }] };
const lead = 'failed to satisfy constraint: Member must';

function one(problem: string): string {
  return `1 validation error detected: ${problem}`;
}

function errorOf(operation: string, input: JsonObject): AwsError | undefined {
  const [service, name] = operation.split(':') as [ServiceName, string];
  try {
    compileInputValidation(apiModels[service], name)(input);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

describe('a value outside the constraints of the model is refused in the words of AWS', () => {
  const cases: readonly Case[] = [
    {
      operation: 'states:ListStateMachines',
      input: { maxResults: 1001 },
      message: one(`Value '1001' at 'maxResults' ${lead} have value less than or equal to 1000`),
    },
    {
      operation: 'states:ListStateMachines',
      input: { maxResults: -1 },
      message: one(`Value '-1' at 'maxResults' ${lead} have value greater than or equal to 0`),
    },
    {
      operation: 'states:ListStateMachines',
      input: { nextToken: 'x'.repeat(1025) },
      message: one(
        `Value '${'x'.repeat(1025)}' at 'nextToken' ${lead} have length less than or equal to 1024`,
      ),
    },
    {
      operation: 'states:ListExecutions',
      input: { nextToken: 'x'.repeat(3097) },
      message: one(
        `Value '${'x'.repeat(3097)}' at 'nextToken' ${lead} have length less than or equal to 3096`,
      ),
    },
    {
      operation: 'states:ListExecutions',
      input: { statusFilter: 'succeeded' },
      message: one(
        `Value 'succeeded' at 'statusFilter' ${lead} satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]`,
      ),
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, type: 'standard' },
      message: one(`Value 'standard' at 'type' ${lead} satisfy enum value set: [STANDARD, EXPRESS]`),
    },
    {
      operation: 'states:CreateStateMachine',
      input: { definition: '{}', roleArn: 'arn' },
      message: one(`Value null at 'name' ${lead} not be null`),
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, name: null },
      message: one(`Value null at 'name' ${lead} not be null`),
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, name: 'n'.repeat(81) },
      message: one(`Value '${'n'.repeat(81)}' at 'name' ${lead} have length less than or equal to 80`),
    },
    {
      operation: 'states:CreateStateMachine',
      input: {},
      message:
        `3 validation errors detected: Value null at 'name' ${lead} not be null; ` +
        `Value null at 'definition' ${lead} not be null; Value null at 'roleArn' ${lead} not be null`,
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, tags: [{ key: 'k' }, { key: '', value: 'v' }] },
      message: one(`Value '' at 'tags.2.member.key' ${lead} have length greater than or equal to 1`),
    },
    {
      operation: 'states:StartExecution',
      input: { stateMachineArn: 'arn', input: 'x'.repeat(262_145) },
      message: one(`Value at 'input' ${lead} have length less than or equal to 262144`),
    },
    {
      operation: 'states:StartExecution',
      input: { stateMachineArn: 'arn', traceHeader: 'h\u00e9' },
      message: one(
        `Value 'h\u00e9' at 'traceHeader' ${lead} satisfy regular expression pattern: \\p{ASCII}*`,
      ),
    },
    {
      operation: 'states:CreateStateMachineAlias',
      input: { ...alias, name: '123' },
      message: one(
        `Value '123' at 'name' ${lead} satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$`,
      ),
    },
    {
      operation: 'states:CreateStateMachineAlias',
      input: { ...alias, routingConfiguration: [] },
      message: one(`Value '[]' at 'routingConfiguration' ${lead} have length greater than or equal to 1`),
    },
    {
      operation: 'states:CreateStateMachineAlias',
      input: { name: 'a', routingConfiguration: [{ stateMachineVersionArn: 'arn', weight: 101 }] },
      message: one(
        `Value '101' at 'routingConfiguration.1.member.weight' ${lead} have value less than or equal to 100`,
      ),
    },
    {
      operation: 'states:UntagResource',
      input: { resourceArn: 'arn', tagKeys: ['ok', ''] },
      message: one(
        `Value '[ok, ]' at 'tagKeys' ${lead} satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]`,
      ),
    },
    {
      operation: 'iam:GetRole',
      input: { RoleName: 'a'.repeat(65) },
      message: one(`Value '${'a'.repeat(65)}' at 'roleName' ${lead} have length less than or equal to 64`),
    },
    {
      operation: 'iam:GetRole',
      input: { RoleName: 'a/b' },
      message:
        'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    },
    {
      operation: 'sts:AssumeRole',
      input: { RoleArn: 'arn:aws:iam::111111111111:role/r', RoleSessionName: 'a b' },
      message: one(
        `Value 'a b' at 'roleSessionName' ${lead} satisfy regular expression pattern: [\\w+=,.@-]*`,
      ),
    },
    {
      operation: 'lambda:UpdateFunctionConfiguration',
      input: { FunctionName: 'f', Timeout: 0 },
      message: one(`Value '0' at 'timeout' ${lead} have value greater than or equal to 1`),
    },
    {
      operation: 'lambda:UpdateFunctionConfiguration',
      input: { FunctionName: 'f', Environment: { Variables: { '1x': 'secret' } } },
      message: one(
        "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
      ),
    },
  ];
  test.each(cases)('$operation $message', ({ operation, input, message }) => {
    expect(errorOf(operation, input)).toMatchObject({ code: 'ValidationException', message });
  });
});

describe('a value of another type cannot be read', () => {
  const cases: readonly Case[] = [
    {
      operation: 'states:ListStateMachines',
      input: { maxResults: '10' },
      message: 'STRING_VALUE can not be converted to an Integer',
    },
    {
      operation: 'states:ListStateMachines',
      input: { maxResults: 1.5 },
      message: 'NUMBER_VALUE can not be converted to an Integer',
    },
    {
      operation: 'states:ListStateMachines',
      input: { maxResults: 2 ** 31 },
      message: 'NUMBER_VALUE can not be converted to an Integer',
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, name: 7 },
      message: 'NUMBER_VALUE can not be converted to a String',
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, publish: 'true' },
      message: 'STRING_VALUE can not be converted to a Boolean',
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, definition: { StartAt: 'A' } },
      message: 'Start of structure or map found where not expected.',
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, definition: [] },
      message: 'Start of list found where not expected.',
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, tags: {} },
      message: 'Start of structure or map found where not expected.',
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, tags: 'k=v' },
      message: 'Unrecognized collection type class java.lang.String',
    },
    {
      operation: 'states:CreateStateMachine',
      input: { ...machine, tracingConfiguration: [] },
      message: 'Start of list found where not expected.',
    },
  ];
  test.each(cases)('$operation $message', ({ operation, input, message }) => {
    expect(errorOf(operation, input)).toMatchObject({ code: 'SerializationException', message });
  });
});

describe('what the constraints allow passes', () => {
  const cases = [
    { operation: 'states:ListStateMachines', input: {} },
    {
      operation: 'states:ListStateMachines',
      input: { maxResults: 0, nextToken: null, unknown: { deep: [1] } },
    },
    { operation: 'states:CreateStateMachine', input: { ...machine, name: '\u{1f600}'.repeat(80) } },
    { operation: 'states:CreateStateMachine', input: { ...machine, name: 'no good? but long enough' } },
    { operation: 'states:DescribeStateMachine', input: { stateMachineArn: 'not an arn' } },
    { operation: 'states:StartExecution', input: { stateMachineArn: 'a', input: 'x'.repeat(262_144) } },
    {
      operation: 'lambda:CreateFunction',
      input: { FunctionName: 'f', Runtime: 'nodejs99.x', Role: 'arn:aws:iam::111111111111:role/r', Code: {} },
    },
    { operation: 'iam:CreateRole', input: { RoleName: 'r', AssumeRolePolicyDocument: '{}', Path: '/a/b/' } },
    { operation: 'sts:GetCallerIdentity', input: {} },
  ] as const;
  test.each(cases)('$operation $input', ({ operation, input }) => {
    expect(errorOf(operation, input)).toBeUndefined();
  });
});

test('every operation of every model compiles', () => {
  for (const model of Object.values(apiModels)) {
    for (const name of Object.keys(model.operations)) {
      expect(compileInputValidation(model, name)).toBeTypeOf('function');
    }
  }
  expect(Object.keys(apiModels.states.operations)).toHaveLength(37);
});
