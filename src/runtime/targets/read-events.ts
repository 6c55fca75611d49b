import { assert } from '../../base/assert.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { FromSdkValue } from '../../connectors/aws-sdk/sdk-values.ts';
import type { ServiceModel } from '../../connectors/aws-sdk/service-model.ts';
import { ServiceError } from '../../connectors/connector.ts';

export interface EventReader {
  readonly model: ServiceModel;
  /** Of the API's operation: the name of its output's shape. */
  readonly output: string;
  readonly fromSdk: (shape: string) => FromSdkValue;
  readonly onEvent: (event: JsonObject) => void;
}

/** Reads the stream of events in `answered`, which it no longer has then. Throws what broke the stream. */
export async function readEvents(
  answered: object,
  { model, output, fromSdk, onEvent }: EventReader,
): Promise<void> {
  for (const [name, value] of Object.entries(answered)) {
    if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value)) continue;
    Reflect.deleteProperty(answered, name);
    const shape = model.shapes[output];
    const member = shape?.type === 'structure' ? shape.members[name] : undefined;
    assert(member !== undefined, `a member ${name} of ${output}`);
    const convert = fromSdk(member.shape);
    for await (const item of value as AsyncIterable<unknown>) {
      const event = convert(item);
      assert(isJsonObject(event), `an object as an event of ${name}`);
      onEvent(event);
    }
  }
}

export interface StreamedAnswer {
  /** Undefined where the first event was the exception. */
  readonly requestId: string | undefined;
  readonly attemptCount: number;
}

/** An exception among the events, as the refusal it would have been in place of an answer; undefined for any other error. */
export function refusalAmongEvents(
  thrown: unknown,
  { shapes }: ServiceModel,
  { requestId = requestIdIn(thrown), attemptCount }: StreamedAnswer,
): ServiceError | undefined {
  if (!(thrown instanceof Error && '$fault' in thrown)) return undefined;
  const shape = shapes[thrown.name];
  const status = shape?.type === 'structure' ? shape.error?.status : undefined;
  return new ServiceError(thrown.message, {
    code: thrown.name,
    // As the SDK for Java has it where the model says none.
    status: status ?? 500,
    requestId,
    attemptCount,
  });
}

/** The SDK keeps the answer with what it threw while it read the first event. */
function requestIdIn(thrown: unknown): string {
  const { headers } = Object(Object(thrown).$response) as { readonly headers?: Record<string, string> };
  return headers?.['x-amzn-requestid'] ?? '';
}
