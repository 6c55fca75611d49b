import type { Arn } from '../base/arn.ts';

/** All that decides how a function's processes are started; processes are shared by equal configurations only. */
export interface FunctionConfiguration {
  readonly functionArn: Arn;
  readonly functionName: string;
  /** `$LATEST`, or a published version's number. */
  readonly version: string;
  /** Such as `nodejs22.x` or `python3.13`. */
  readonly runtime: string;
  readonly handler: string;
  /** Base64. */
  readonly codeSha256: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The function's variables, and what the caller resolved: credentials, AWS_ENDPOINT_URL. */
  readonly environment: Readonly<Record<string, string>>;
}

const keys = new WeakMap<FunctionConfiguration, string>();

/** A text that equal configurations have in common, computed once for a configuration object. */
export function configurationKey(configuration: FunctionConfiguration): string {
  const known = keys.get(configuration);
  if (known !== undefined) return known;
  const { functionArn, functionName, version, runtime, handler } = configuration;
  const { codeSha256, timeoutSeconds, memoryMegabytes, environment } = configuration;
  const identity = [functionArn, functionName, version, runtime, handler, codeSha256];
  const variables = Object.entries(environment).sort(([left], [right]) => (left < right ? -1 : 1));
  const key = JSON.stringify([...identity, timeoutSeconds, memoryMegabytes, variables]);
  keys.set(configuration, key);
  return key;
}
