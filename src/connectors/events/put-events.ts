import { Failure } from '../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import type { ApiIntegration } from '../api-integration.ts';
import type { ConnectorTask } from '../connector.ts';

/** Source: Developer Guide, "Add EventBridge events with Step Functions". */
export const putEvents: ApiIntegration = {
  resource: 'events:putEvents',
  service: {
    name: 'eventbridge',
    errorPrefix: 'EventBridge',
    label: 'AmazonEventBridge',
    generalException: 'AmazonEventBridgeException',
  },
  action: 'PutEvents',
  takesTaskToken: true,
  toApi: withSender,
  findFailure,
};

/** Every event names, besides its own resources, the execution that it comes from. */
function withSender(parameters: JsonObject, { executionArn, stateMachineArn }: ConnectorTask): JsonObject {
  const { Entries } = parameters;
  if (!isJsonArray(Entries)) return parameters;
  return { ...parameters, Entries: Entries.map((entry) => sentBy(entry, [executionArn, stateMachineArn])) };
}

function sentBy(entry: Json, senders: readonly string[]): Json {
  if (!isJsonObject(entry)) return entry;
  const { Resources } = entry;
  return { ...entry, Resources: [...(isJsonArray(Resources) ? Resources : []), ...senders] };
}

/** EventBridge answers that all is well, and says of each event what became of it (recorded). */
function findFailure(answer: JsonObject): Failure | undefined {
  const { FailedEntryCount } = answer;
  return typeof FailedEntryCount === 'number' && FailedEntryCount > 0
    ? new Failure('EventBridge.FailedEntry', jsonText(answer))
    : undefined;
}
