import type { JsonObject } from '../base/json.ts';
import type { ResponseMetadata } from './connector.ts';

/** What every result of an optimized integration tells about the HTTP answer it came from. */
export function sdkMetadata({ headers, status, requestId }: ResponseMetadata): {
  readonly SdkHttpMetadata: JsonObject;
  readonly SdkResponseMetadata: JsonObject;
} {
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(Object.entries(headers).sort(byNameInAnyCase)),
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

function byNameInAnyCase([left]: [string, string], [right]: [string, string]): number {
  const [leftName, rightName] = [left.toLowerCase(), right.toLowerCase()];
  if (leftName === rightName) return 0;
  return leftName < rightName ? -1 : 1;
}
