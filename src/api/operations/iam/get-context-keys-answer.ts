import type { JsonObject } from '../../../base/json.ts';
import { distinct, documentContextKeys } from '../../../iam/context-keys.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { InvalidInput } from './errors.ts';

/** The condition keys of all `documents`; throws InvalidInput where one is no policy. */
export function contextKeysAnswer(documents: readonly string[]): JsonObject {
  try {
    return { ContextKeyNames: distinct(documents.flatMap(documentContextKeys)) };
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) throw new InvalidInput(error.message);
    throw error;
  }
}
