import { isAccountId, parseArn } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { InvalidParameterException } from '../../../messaging/topics/errors.ts';
import { parseTopicArn } from '../../../messaging/topics/names.ts';
import { defaultTopicPolicy } from '../../../messaging/topics/stored-topic.ts';
import type { TopicBody } from '../../../store/resources/messaging.ts';
import { snsOperation } from './sns-operation.ts';
import { changeTopic, onTopic, type TopicInput, topicOf } from './topic-request.ts';

interface AddPermissionInput extends TopicInput {
  readonly Label: string;
  readonly AWSAccountId: readonly string[];
  readonly ActionName: readonly string[];
}

/** Source: SNS Developer Guide, "Amazon SNS policy keys". */
const grantable: ReadonlySet<string> = new Set([
  'AddPermission',
  'DeleteTopic',
  'GetDataProtectionPolicy',
  'GetTopicAttributes',
  'ListSubscriptionsByTopic',
  'ListTagsForResource',
  'Publish',
  'PutDataProtectionPolicy',
  'RemovePermission',
  'SetTopicAttributes',
  'Subscribe',
]);

export const addPermission = snsOperation<AddPermissionInput>({
  name: 'AddPermission',
  permissions: onTopic('AddPermission'),
  run: async (input, call) => {
    checkGrant(input);
    await changeTopic(call, topicOf(input, call), (body) => {
      const document = policyOf(body);
      const statements = statementsOf(document);
      if (statements.some(({ Sid }) => Sid === input.Label))
        throw new InvalidParameterException('Statement already exists');
      return withStatements(body, document, [...statements, composeStatement(input, body)]);
    });
    return {};
  },
});

function checkGrant({ AWSAccountId, ActionName }: AddPermissionInput): void {
  if (AWSAccountId.some((id) => !isAccountId(id)))
    throw new InvalidParameterException('AWSAccountId Reason: an account has 12 digits');
  if (ActionName.some((name) => !grantable.has(name)))
    throw new InvalidParameterException('Policy statement action out of service scope!');
}

function composeStatement(
  { Label, AWSAccountId, ActionName }: AddPermissionInput,
  { arn }: TopicBody,
): JsonObject {
  const partition = parseArn(arn)?.partition ?? 'aws';
  return {
    Sid: Label,
    Effect: 'Allow',
    Principal: { AWS: oneOrAll(AWSAccountId.map((id) => `arn:${partition}:iam::${id}:root`)) },
    Action: oneOrAll(ActionName.map((name) => `SNS:${name}`)),
    Resource: arn,
  };
}

function oneOrAll(values: readonly string[]): Json {
  return values.length === 1 ? (values[0] ?? null) : values;
}

/** The topic's policy, or the one it has where nobody gave it another. */
export function policyOf({ arn, attributes }: TopicBody): JsonObject {
  const document = JSON.parse(attributes.Policy ?? defaultTopicPolicy(parseTopicArn(arn))) as Json;
  return isJsonObject(document) ? document : {};
}

export function statementsOf({ Statement = [] }: JsonObject): readonly JsonObject[] {
  return (isJsonArray(Statement) ? Statement : [Statement]).filter(isJsonObject);
}

export function withStatements(
  body: TopicBody,
  document: JsonObject,
  statements: readonly JsonObject[],
): TopicBody {
  const Policy = JSON.stringify({ ...document, Statement: statements });
  return { ...body, attributes: { ...body.attributes, Policy } };
}
