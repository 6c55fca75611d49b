import { ValidationException } from '../../../base/aws-error.ts';
import { exceedsBytes, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { InvalidParameterValueException } from '../../../compute/errors.ts';
import type { FunctionSettings } from '../../../store/resources/functions.ts';

/** The members that CreateFunction and UpdateFunctionConfiguration have in common, and those that only we refuse. */
export interface SettingsInput {
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly Role?: string;
  readonly Description?: string;
  /** Seconds. */
  readonly Timeout?: number;
  /** Megabytes. */
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Architectures?: readonly string[];
  readonly EphemeralStorage?: JsonObject;
  readonly KMSKeyArn?: string;
  readonly LoggingConfig?: JsonObject;
  readonly SnapStart?: JsonObject;
  readonly TracingConfig?: JsonObject;
  readonly VpcConfig?: JsonObject;
  readonly PackageType?: string;
}

/** The settings of a function that is created. */
export function parseSettings(name: string, input: SettingsInput): FunctionSettings {
  const { Runtime, Handler, Role } = input;
  if (Runtime === undefined || Handler === undefined) {
    throw new InvalidParameterValueException(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const initial: FunctionSettings = {
    runtime: Runtime,
    handler: Handler,
    roleArn: Role ?? '',
    description: '',
    timeoutSeconds: timeoutSecondsDefault,
    memoryMegabytes: memoryMegabytesDefault,
    environment: {},
    reported: {
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      TracingConfig: { Mode: 'PassThrough' },
    },
  };
  return changeSettings(initial, input);
}

/**
 * `settings` with what `input` sets.
 *
 * Throws ValidationException or InvalidParameterValueException, the latter also for what would make functions run
 * otherwise than here: leaving it out silently would only move the failure to where nobody looks for it.
 */
export function changeSettings(settings: FunctionSettings, input: SettingsInput): FunctionSettings {
  checkSupported(input);
  const { Runtime, Timeout, MemorySize, Environment } = input;
  if (Runtime !== undefined) checkRuntime(Runtime);
  if (Timeout !== undefined) checkMost('timeout', Timeout, timeoutSecondsMax);
  if (MemorySize !== undefined) checkMost('memorySize', MemorySize, memoryMegabytesMax);
  // An Environment without Variables leaves them as they are.
  const environment = Environment?.Variables ?? settings.environment;
  if (environment !== settings.environment) checkEnvironment(environment);
  return {
    runtime: Runtime ?? settings.runtime,
    handler: input.Handler ?? settings.handler,
    roleArn: input.Role ?? settings.roleArn,
    description: input.Description ?? settings.description,
    timeoutSeconds: Timeout ?? settings.timeoutSeconds,
    memoryMegabytes: MemorySize ?? settings.memoryMegabytes,
    environment,
    reported: changeReported(settings.reported, input),
  };
}

/** Source: API Reference, "CreateFunction". */
const timeoutSecondsDefault = 3;
const timeoutSecondsMax = 900;
const memoryMegabytesDefault = 128;
const memoryMegabytesMax = 10_240;

/** UTF-8 bytes of all variables, as JSON. Source: Developer Guide, "Lambda quotas". */
const environmentBytesMax = 4096;

const unsupportedMembers = [
  'CapacityProviderConfig',
  'CodeSigningConfigArn',
  'DeadLetterConfig',
  'DurableConfig',
  'FileSystemConfigs',
  'ImageConfig',
  'Layers',
  'PublishTo',
  'TenancyConfig',
] as const;

function checkSupported(input: SettingsInput & { readonly [Name in UnsupportedMember]?: Json }): void {
  if (input.PackageType === 'Image') throw unsupported('PackageType Image');
  for (const name of unsupportedMembers) {
    if (!isEmpty(input[name])) throw unsupported(name);
  }
}

type UnsupportedMember = (typeof unsupportedMembers)[number];

/** Tools send empty values for what they do not set. */
function isEmpty(value: Json | undefined): boolean {
  if (typeof value !== 'object') return value === undefined || value === '';
  return value === null || Object.values(value).every(isEmpty);
}

function unsupported(what: string): InvalidParameterValueException {
  return new InvalidParameterValueException(`${what} is not supported by this server.`);
}

/** The runtimes that the message about an unknown one lists; every release of the two languages is taken. */
const runtimes =
  'nodejs18.x, nodejs20.x, nodejs22.x, nodejs24.x, python3.8, python3.9, python3.10, python3.11, python3.12, python3.13, python3.14';

function checkRuntime(runtime: string): void {
  if (/^(nodejs\d+\.x|python3\.\d+)$/.test(runtime)) return;
  throw new InvalidParameterValueException(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${runtimes}] or be a valid ARN`,
  );
}

function checkMost(location: string, value: number, valueMax: number): void {
  if (value <= valueMax) return;
  throw new ValidationException(
    `1 validation error detected: Value '${value}' at '${location}' failed to satisfy constraint: Member must have value less than or equal to ${valueMax}`,
  );
}

/** Source: Developer Guide, "Defined runtime environment variables", those that are reserved. */
const reservedVariables: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
]);

function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const cause = 'Lambda was unable to configure your environment variables because the environment variables';
  const reserved = Object.keys(variables).filter((name) => reservedVariables.has(name));
  if (reserved.length > 0) {
    throw new InvalidParameterValueException(
      `${cause} you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const text = JSON.stringify(variables);
  if (exceedsBytes(text, environmentBytesMax)) {
    throw new InvalidParameterValueException(
      `${cause} you have provided exceeded the 4KB limit. String measured: ${text}`,
    );
  }
}

function changeReported(reported: JsonObject, input: SettingsInput): JsonObject {
  const { Architectures, EphemeralStorage, KMSKeyArn, LoggingConfig, SnapStart, TracingConfig, VpcConfig } =
    input;
  return {
    ...reported,
    ...(Architectures === undefined ? {} : { Architectures }),
    ...(EphemeralStorage === undefined ? {} : { EphemeralStorage }),
    ...(KMSKeyArn === undefined || KMSKeyArn === '' ? {} : { KMSKeyArn }),
    ...(LoggingConfig === undefined
      ? {}
      : { LoggingConfig: mergeMembers(reported.LoggingConfig, LoggingConfig) }),
    ...(SnapStart === undefined ? {} : { SnapStart: mergeMembers(reported.SnapStart, SnapStart) }),
    ...(TracingConfig === undefined
      ? {}
      : { TracingConfig: mergeMembers(reported.TracingConfig, TracingConfig) }),
    ...(VpcConfig === undefined ? {} : { VpcConfig: { ...emptyVpcConfig, ...VpcConfig } }),
  };
}

const emptyVpcConfig: JsonObject = {
  SubnetIds: [],
  SecurityGroupIds: [],
  VpcId: '',
  Ipv6AllowedForDualStack: false,
};

function mergeMembers(known: Json | undefined, changes: JsonObject): JsonObject {
  return isJsonObject(known) ? { ...known, ...changes } : changes;
}
