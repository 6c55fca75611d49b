import { type Place, parseArn } from '../../../base/arn.ts';
import { type JsonObject, jsonEquals } from '../../../base/json.ts';
import { InvalidEncryptionConfiguration } from './errors.ts';

/**
 * `configuration` with what AWS adds where the request left it out.
 *
 * Source: API Reference, "EncryptionConfiguration".
 */
export function completeEncryption(configuration: JsonObject = { type: 'AWS_OWNED_KEY' }): JsonObject {
  return configuration.type === 'CUSTOMER_MANAGED_KMS_KEY'
    ? { kmsDataKeyReusePeriodSeconds: 300, ...configuration }
    : configuration;
}

export function isSameEncryption(left: JsonObject | undefined, right: JsonObject | undefined): boolean {
  return jsonEquals(completeEncryption(left), completeEncryption(right));
}

/**
 * Throws InvalidEncryptionConfiguration for members that do not go together, and for a key that could be none of the
 * caller's region.
 *
 * That is all: this server has no KMS keys, so nothing is encrypted with one, and nobody asks whether the key exists, is
 * symmetric and enabled, or whether the caller and the role may use it. The range of the reuse period is the API
 * model's constraint.
 */
export function checkEncryptionConfiguration(configuration: JsonObject | undefined, place: Place): void {
  if (configuration === undefined) return;
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds } = configuration;
  if (type !== 'CUSTOMER_MANAGED_KMS_KEY') {
    if (kmsKeyId === undefined && kmsDataKeyReusePeriodSeconds === undefined) return;
    throw new InvalidEncryptionConfiguration(
      'kmsKeyId and kmsDataKeyReusePeriodSeconds can only be set when type is CUSTOMER_MANAGED_KMS_KEY.',
    );
  }
  if (typeof kmsKeyId !== 'string') {
    throw new InvalidEncryptionConfiguration(
      'kmsKeyId must be specified when type is CUSTOMER_MANAGED_KMS_KEY.',
    );
  }
  if (!canBeKey(kmsKeyId, place)) {
    throw new InvalidEncryptionConfiguration(`kmsKeyId is no KMS key of this region: ${kmsKeyId}`);
  }
}

/** A key's id or an alias's name, or the ARN of either, which may be another account's. */
function canBeKey(kmsKeyId: string, { partition, region }: Place): boolean {
  const arn = parseArn(kmsKeyId);
  if (arn === undefined) return keyId.test(kmsKeyId) || aliasName.test(kmsKeyId);
  if (arn.service !== 'kms' || arn.partition !== partition || arn.region !== region) return false;
  return (
    aliasName.test(arn.resource) || (arn.resource.startsWith('key/') && keyId.test(arn.resource.slice(4)))
  );
}

/** Source: AWS Key Management Service Developer Guide, "Key identifiers". */
const keyId = /^(?:mrk-[0-9a-f]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;
const aliasName = /^alias\/[\w/-]{1,250}$/;
