import { randomBytes } from 'node:crypto';
import { parseArn } from '../base/arn.ts';
import type { FunctionConfiguration } from './function-configuration.ts';

/**
 * The environment variables of one process of a function: those Lambda documents, and the function's own.
 *
 * Nothing of the server's environment is in it but the search path. Variables that Lambda reserves win over the
 * function's; the region, locale and time zone are defaults.
 *
 * Source: Developer Guide, "Defined runtime environment variables".
 */
export function functionEnvironment(
  configuration: FunctionConfiguration,
  { codeDirectory, searchPath, startedAt }: { codeDirectory: string; searchPath: string; startedAt: number },
): Record<string, string> {
  const region = parseArn(configuration.functionArn)?.region ?? '';
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: searchPath,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...configuration.environment,
    _HANDLER: configuration.handler,
    LAMBDA_TASK_ROOT: codeDirectory,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${configuration.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(configuration.version, startedAt),
  };
}

function logStreamName(version: string, startedAt: number): string {
  const day = new Date(startedAt).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${version}]${randomBytes(16).toString('hex')}`;
}
