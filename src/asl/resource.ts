import { parseArn } from '../base/arn.ts';
import type { IntegrationPattern, TaskResource } from './compiled.ts';

/**
 * A Task's `Resource` taken apart, or undefined where it is none of the kinds a Task may call.
 *
 * The service and action of an integration are not looked up: which ones exist is the connectors' knowledge.
 */
export function parseTaskResource(arn: string): TaskResource | undefined {
  const parts = parseArn(arn);
  if (parts === undefined || parts.partition === '') return undefined;
  if (parts.service === 'lambda') {
    return lambdaFunction.test(parts.resource) ? { kind: 'LambdaFunction', arn } : undefined;
  }
  if (parts.service !== 'states') return undefined;
  if (parts.resource.startsWith('activity:')) {
    return parts.resource.length > 'activity:'.length ? { kind: 'Activity', arn } : undefined;
  }
  return parseIntegration(arn, parts.resource);
}

/** A name, and at most one qualifier: a version, an alias or `$LATEST`. */
const lambdaFunction = /^function:[\w-]+(:(\$LATEST|[\w-]+))?$/;

/** `lambda:invoke`, `aws-sdk:s3:getObject`, and what may follow the action. */
const integration =
  /^(?<resourceType>aws-sdk:[a-z0-9]+|[a-z][a-z0-9-]*):(?<action>[A-Za-z]\w*)(?<suffix>\.sync(:(?<version>2))?|\.waitForTaskToken)?$/;

function parseIntegration(arn: string, text: string): TaskResource | undefined {
  const groups = integration.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { resourceType = '', action = '', suffix = '', version } = groups;
  const pattern = patternOf(suffix);
  const isSdk = resourceType.startsWith('aws-sdk:');
  if (resourceType === 'aws-sdk' || (isSdk && pattern === 'Sync')) return undefined;
  return {
    kind: 'Integration',
    arn,
    resourceType,
    resource: `${action}${suffix}`,
    action,
    pattern,
    syncVersion: pattern === 'Sync' ? Number(version ?? 1) : undefined,
  };
}

function patternOf(suffix: string): IntegrationPattern {
  if (suffix.startsWith('.sync')) return 'Sync';
  return suffix === '.waitForTaskToken' ? 'WaitForTaskToken' : 'RequestResponse';
}
