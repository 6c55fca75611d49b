import type { JsonObject } from '../../src/base/json.ts';
import type { FindingCode } from '../../src/policy-generator/audit/codes.ts';
import type { Finding } from '../../src/policy-generator/audit/finding.ts';
import type { AuditedRole } from '../../src/policy-generator/audit/roles.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import { aMachine, aTaskOf } from './a-machine.ts';

export const own = 'arn:aws:iam::111122223333:role/Execution';
export const far = 'arn:aws:iam::444455556666:role/Target';
export const beside = 'arn:aws:iam::111122223333:role/Beside';
export const machineArn = 'arn:aws:states:us-east-1:111122223333:stateMachine:MyWorkflow';
export const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:work';

export const call = (parameters: JsonObject = { FunctionName: 'work' }) =>
  aMachine(aTaskOf('lambda:invoke', parameters));
export const dynamic = call({ 'FunctionName.$': '$.name' });
export const across = (RoleArn: string, more: Partial<Machine> = {}) =>
  aMachine(
    {
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'work' },
          Credentials: { RoleArn },
          End: true,
        },
      },
    },
    more,
  );

export const trusted: JsonObject = {
  Principal: { Service: 'states.amazonaws.com' },
  Action: 'sts:AssumeRole',
  Condition: {
    ArnLike: { 'aws:SourceArn': 'arn:aws:states:us-east-1:111122223333:stateMachine:*' },
    StringEquals: { 'aws:SourceAccount': '111122223333' },
  },
};
export const trusting = (Principal: JsonObject, Condition?: JsonObject): JsonObject => ({
  Principal,
  Action: 'sts:AssumeRole',
  ...(Condition !== undefined && { Condition }),
});
export const byId = { StringEquals: { 'sts:ExternalId': machineArn } };
export const assume = { Action: 'sts:AssumeRole', Resource: far };
export const invoking = (Resource: string, more: JsonObject = {}) => ({
  Action: 'lambda:InvokeFunction',
  Resource,
  ...more,
});
export const farFunction = 'arn:aws:lambda:us-east-1:444455556666:function:work';

export function role(
  arn: string,
  statements: readonly JsonObject[],
  trust: JsonObject | undefined,
): AuditedRole {
  return {
    arn,
    policies: statements.length === 0 ? [] : [{ name: 'given', document: document(statements) }],
    ...(trust !== undefined && { trustPolicy: document([trust]) }),
  };
}

export function document(statements: readonly JsonObject[]): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  };
}

/** The execution role with these statements, trusted as it should be. */
export const executing = (...statements: readonly JsonObject[]) => [role(own, statements, trusted)];
/** That, and the other account's role, which may call its function. */
export const reaching = (trust: JsonObject | undefined, arn = far) => [
  role(own, [{ ...assume, Resource: arn }], trusted),
  role(arn, [invoking(arn === far ? farFunction : functionArn)], trust),
];

/** What an audit is to find in roles. */
export interface AuditCase {
  readonly what: string;
  readonly machine: Machine;
  readonly roles: readonly AuditedRole[];
  readonly code: FindingCode;
  readonly severity: Finding['severity'];
  readonly says: string;
}
