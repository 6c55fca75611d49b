import type { Arn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { AssumeRoleRequest } from '../../../runtime/identity/identity.ts';
import { operationOf } from '../typed-operation.ts';

/** As far as the operation reads it. */
interface AssumeRoleInput {
  readonly RoleArn: Arn;
  readonly RoleSessionName: string;
  readonly ExternalId?: string;
  readonly DurationSeconds?: number;
  readonly Policy?: string;
  readonly PolicyArns?: readonly { readonly arn?: Arn }[];
  readonly SourceIdentity?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** The trust policy and the caller's policies are asked together, by `identity.assumeRole`. */
export const assumeRole = operationOf<AssumeRoleInput>('sts', {
  name: 'AssumeRole',
  permissions: () => [],
  run: async (input, { caller, services }) => {
    const request = toRequest(input);
    const session = await services.identity.assumeRole(caller, request);
    const credentials = services.identity.issueCredentials(session);
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: credentials.expiresAt,
      },
      AssumedRoleUser: { AssumedRoleId: session.assumedRoleId, Arn: session.assumedRoleArn },
      ...packedSize(session.packedPolicyPercent),
      ...(request.sourceIdentity === undefined ? {} : { SourceIdentity: request.sourceIdentity }),
    };
  },
});

function toRequest(input: AssumeRoleInput): AssumeRoleRequest {
  const sessionPolicyArns = input.PolicyArns?.flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  return {
    roleArn: input.RoleArn,
    roleSessionName: input.RoleSessionName,
    ...(input.ExternalId === undefined ? {} : { externalId: input.ExternalId }),
    ...(input.DurationSeconds === undefined ? {} : { durationSeconds: input.DurationSeconds }),
    ...(input.Policy === undefined ? {} : { sessionPolicy: input.Policy }),
    ...(sessionPolicyArns === undefined ? {} : { sessionPolicyArns }),
    ...(input.SourceIdentity === undefined ? {} : { sourceIdentity: input.SourceIdentity }),
    ...(input.Tags === undefined
      ? {}
      : { tags: input.Tags.map(({ Key, Value }) => ({ key: Key, value: Value })) }),
  };
}

/** Answers say how much of a session's space is taken only where something takes it. */
function packedSize(percent: number): JsonObject {
  return percent === 0 ? {} : { PackedPolicySize: percent };
}
