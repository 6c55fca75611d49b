import type { AwsError } from '../../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json } from '../../../base/json.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { bucketArn } from './buckets.ts';
import { methodNotAllowed, S3Error } from './errors.ts';

/** UTF-8 bytes of a policy. Source: User Guide, "Bucket policies". */
const policyBytesMax = 20 * 1024;

/** Throws MalformedPolicy for a text that is no policy of this bucket. */
export function checkPolicy(text: string, bucket: S3BucketBody): void {
  if (Buffer.byteLength(text) > policyBytesMax)
    throw malformedPolicy('Policy exceeds the maximum allowed document size');
  try {
    parsePolicy(text, 'resource');
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) throw malformedPolicy(error.message);
    throw error;
  }
  for (const statement of statementsIn(JSON.parse(text) as Json)) {
    for (const action of textsIn(statement, 'Action', 'NotAction')) {
      if (action !== '*' && !/^s3:/i.test(action)) throw malformedPolicy('Policy has invalid action');
    }
    const resources = textsIn(statement, 'Resource', 'NotResource');
    if (resources.length === 0) throw malformedPolicy('Missing required field Resource');
    if (!resources.every((resource) => isWithin(resource, bucket)))
      throw malformedPolicy('Policy has invalid resource');
  }
}

/** A bucket's policy is its owner's business, whatever it lets others do. */
export function refuseOtherAccounts({ account }: S3BucketBody, { caller }: Call): void {
  if (caller.place.account !== account) throw methodNotAllowed();
}

export function noSuchBucketPolicy({ name }: S3BucketBody): AwsError {
  return new S3Error({
    code: 'NoSuchBucketPolicy',
    status: 404,
    message: 'The bucket policy does not exist',
    members: { BucketName: name },
  });
}

function isWithin(resource: string, bucket: S3BucketBody): boolean {
  const arn = bucketArn(bucket);
  return resource === arn || resource.startsWith(`${arn}/`) || resource === `${arn}*`;
}

function statementsIn(document: Json): readonly Json[] {
  const statement = isJsonObject(document) ? document.Statement : undefined;
  if (statement === undefined) return [];
  return isJsonArray(statement) ? statement : [statement];
}

function textsIn(statement: Json, ...names: readonly string[]): readonly string[] {
  if (!isJsonObject(statement)) return [];
  return names
    .flatMap((name) => statement[name] ?? [])
    .filter((text): text is string => typeof text === 'string');
}

function malformedPolicy(message: string): S3Error {
  return new S3Error({ code: 'MalformedPolicy', message });
}
