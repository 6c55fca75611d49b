import type { Arn } from '../../../base/arn.ts';
import { AccessDeniedException } from '../../../base/aws-error.ts';
import type { JobParts } from './job-parts.ts';

export interface JobRole {
  /** Undefined for a job without a role, which gets no credentials. */
  readonly roleArn: Arn | undefined;
  /** What runs as the role. */
  readonly sourceArn: Arn;
  /** The service that the role trusts: `ecs-tasks`. */
  readonly service: string;
  readonly region: string;
}

/**
 * The variables that tell a job where AWS is and who it is there; undefined where its role does not let the service
 * assume it.
 */
export async function roleEnvironment(
  { identity, endpoint }: Pick<JobParts, 'identity' | 'endpoint'>,
  { roleArn, sourceArn, service, region }: JobRole,
): Promise<Readonly<Record<string, string>> | undefined> {
  const place = { AWS_REGION: region, AWS_DEFAULT_REGION: region, AWS_ENDPOINT_URL: endpoint() };
  if (roleArn === undefined) return place;
  try {
    const session = await identity.assumeExecutionRole({ roleArn, sourceArn, service });
    const { accessKeyId, secretAccessKey, sessionToken } = identity.issueCredentials(session);
    return {
      ...place,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    };
  } catch (error) {
    if (error instanceof AccessDeniedException) return undefined;
    throw error;
  }
}

/** ECS's words for a role that it cannot assume, which Batch repeats. */
export function taskRoleRefusal(roleArn: Arn): string {
  return `ECS was unable to assume the role '${roleArn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
}
