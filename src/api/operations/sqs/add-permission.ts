import { isAccountId, parseArn } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { InvalidParameterValue, invalidValue, MissingParameter } from '../../../messaging/queues/errors.ts';
import type { QueueBody } from '../../../store/resources/messaging.ts';
import { changeQueue } from './change-queue.ts';
import { onOwnQueue, type QueueInput, queueOf } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface AddPermissionInput extends QueueInput {
  readonly Label: string;
  readonly AWSAccountIds: readonly string[];
  readonly Actions: readonly string[];
}

/** Source: SQS API Reference, "AddPermission", Actions. */
const grantable: ReadonlySet<string> = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
]);

export const addPermission = sqsOperation<AddPermissionInput>({
  name: 'AddPermission',
  permissions: onOwnQueue('AddPermission'),
  run: async (input, call) => {
    checkGrant(input);
    const updatedAt = call.services.clock.now();
    await changeQueue(call, queueOf(input, call), (body) => {
      const statements = statementsOf(body);
      if (statements.some(({ Sid }) => Sid === input.Label))
        throw invalidValue({ name: 'Label', value: input.Label }, 'Already exists.');
      return { ...withStatements(body, [...statements, composeStatement(input, body)]), updatedAt };
    });
    return {};
  },
});

function checkGrant({ AWSAccountIds, Actions, Label }: AddPermissionInput): void {
  if (AWSAccountIds.length === 0) throw new MissingParameter('AWSAccountIds');
  if (Actions.length === 0) throw new MissingParameter('Actions');
  if (!/^[\w-]{1,80}$/.test(Label))
    throw invalidValue(
      { name: 'Label', value: Label },
      'Only alphanumeric characters, hyphens and underscores, 1 to 80 in length.',
    );
  const account = AWSAccountIds.find((id) => !isAccountId(id));
  if (account !== undefined)
    throw new InvalidParameterValue(
      `Value [${account}] for parameter PrincipalId is invalid. Reason: Unable to verify.`,
    );
  const action = Actions.find((name) => !grantable.has(name));
  if (action !== undefined)
    throw new InvalidParameterValue(
      `Value SQS:${action} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.`,
    );
}

function composeStatement(
  { Label, AWSAccountIds, Actions }: AddPermissionInput,
  { arn }: QueueBody,
): JsonObject {
  const partition = parseArn(arn)?.partition ?? 'aws';
  const accounts = AWSAccountIds.map((id) => `arn:${partition}:iam::${id}:root`);
  const actions = Actions.map((name) => `SQS:${name}`);
  return {
    Sid: Label,
    Effect: 'Allow',
    Principal: { AWS: oneOrAll(accounts) },
    Action: oneOrAll(actions),
    Resource: arn,
  };
}

function oneOrAll(values: readonly string[]): Json {
  return values.length === 1 ? (values[0] ?? null) : values;
}

/** The statements of the queue's policy. */
export function statementsOf({ attributes }: QueueBody): readonly JsonObject[] {
  if (attributes.Policy === undefined) return [];
  const document = JSON.parse(attributes.Policy) as Json;
  const statement = isJsonObject(document) ? (document.Statement ?? []) : [];
  return (isJsonArray(statement) ? statement : [statement]).filter(isJsonObject);
}

/** The queue with these statements as its policy, which is otherwise as it was. */
export function withStatements(body: QueueBody, statements: readonly JsonObject[]): QueueBody {
  const { Policy, ...attributes } = body.attributes;
  if (statements.length === 0) return { ...body, attributes };
  const document = Policy === undefined ? undefined : (JSON.parse(Policy) as Json);
  const head = isJsonObject(document ?? null)
    ? (document as JsonObject)
    : { Version: '2012-10-17', Id: `${body.arn}/SQSDefaultPolicy` };
  return {
    ...body,
    attributes: { ...attributes, Policy: JSON.stringify({ ...head, Statement: statements }) },
  };
}
