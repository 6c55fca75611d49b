import type { Arn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { FunctionVersionBody } from '../../../store/resources/functions.ts';

/**
 * A version as the API's FunctionConfiguration; `arn` is what the request called it, with or without the version.
 *
 * There is no RuntimeVersionConfig: its ARN names one of AWS's own builds of a runtime.
 */
export function configurationJson(body: FunctionVersionBody, arn: Arn): JsonObject {
  const { settings } = body;
  const hasEnvironment = Object.keys(settings.environment).length > 0;
  return {
    FunctionName: body.name,
    FunctionArn: arn,
    Runtime: settings.runtime,
    Role: settings.roleArn,
    Handler: settings.handler,
    CodeSize: body.codeSize,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMegabytes,
    LastModified: lastModified(body.updatedAt),
    CodeSha256: body.codeSha256,
    Version: body.version,
    ...(hasEnvironment ? { Environment: { Variables: settings.environment } } : {}),
    RevisionId: body.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    ...settings.reported,
  };
}

/** `function` or `function:3`: what answers about a version as such call it. */
export function versionArn({ functionArn, version }: FunctionVersionBody): Arn {
  return `${functionArn}:${version}`;
}

/** Lambda's format of a point in time: `2026-01-15T12:00:00.000+0000`. */
function lastModified(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
