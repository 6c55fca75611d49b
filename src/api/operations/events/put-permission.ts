import { ValidationException } from '../../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { PolicyLengthExceededException } from '../../../eventbridge/errors.ts';
import { type BusName, busArnOf } from '../../../eventbridge/names.ts';
import { busPolicyText, policyDocument } from '../../../eventbridge/stored-bus.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import { busOf, changeBus } from './buses.ts';
import { eventsOperation } from './events-operation.ts';

interface PutPermissionInput {
  readonly EventBusName?: string;
  readonly Action?: string;
  readonly Principal?: string;
  readonly StatementId?: string;
  readonly Condition?: { readonly Type: string; readonly Key: string; readonly Value: string };
  readonly Policy?: string;
}

/** Characters of a bus's policy. Source: User Guide, "Amazon EventBridge quotas". */
const policyCharactersMax = 10_240;

export const putPermission = eventsOperation<PutPermissionInput>({
  name: 'PutPermission',
  permissions: () => [{ action: 'events:PutPermission', resource: '*' }],
  run: async (input, call) => {
    const bus = busOf(input.EventBusName, call);
    const given = input.Policy === undefined ? undefined : parseStatements(input.Policy);
    const composed = given === undefined ? composeStatement(input, bus) : undefined;
    await changeBus(call, bus, (body) => {
      const kept = body.statements.filter(({ Sid }) => Sid !== input.StatementId);
      const statements = given ?? [...kept, ...(composed === undefined ? [] : [composed])];
      checkPolicy(statements);
      return { ...body, statements };
    });
    return {};
  },
});

function composeStatement(
  { Action, Principal, StatementId, Condition }: PutPermissionInput,
  bus: BusName,
): JsonObject {
  if (Action === undefined || Principal === undefined || StatementId === undefined) {
    throw new ValidationException(
      'Parameters Action, Principal and StatementId must be specified where Policy is not.',
    );
  }
  if (
    Condition !== undefined &&
    (Condition.Type !== 'StringEquals' || Condition.Key !== 'aws:PrincipalOrgID')
  ) {
    throw new ValidationException('Condition must be StringEquals of aws:PrincipalOrgID.');
  }
  const account = { AWS: `arn:${bus.place.partition}:iam::${Principal}:root` };
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : account,
    Action,
    Resource: busArnOf(bus),
    ...(Condition === undefined
      ? {}
      : { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  };
}

function parseStatements(text: string): readonly JsonObject[] {
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    throw invalidPolicy('This policy contains invalid Json');
  }
  const statement = isJsonObject(document) ? (document.Statement ?? null) : null;
  const statements = isJsonArray(statement) ? statement : [statement];
  if (!statements.every((each) => isJsonObject(each)))
    throw invalidPolicy('Missing required field Statement');
  return statements;
}

function checkPolicy(statements: readonly JsonObject[]): void {
  try {
    parsePolicy(policyDocument(statements), 'resource');
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error;
    throw invalidPolicy(error.message);
  }
  const { length } = busPolicyText(statements);
  if (length > policyCharactersMax) {
    throw new PolicyLengthExceededException(
      `Policy length ${length} exceeds the limit of ${policyCharactersMax}.`,
    );
  }
}

function invalidPolicy(reason: string): ValidationException {
  return new ValidationException(`Parameter Policy is not valid. Reason: ${reason}`);
}
