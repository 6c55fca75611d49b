import { parsePolicy } from '../../../iam/parse-policy.ts';
import { LimitExceeded } from './errors.ts';

/** Throws MalformedPolicyDocument where `document` is no policy for a role, a user or a managed policy. */
export function checkIdentityPolicy(document: string): void {
  parsePolicy(document, 'identity');
}

/** Throws MalformedPolicyDocument or LimitExceeded where `document` is no trust policy of a role. */
export function checkTrustPolicy(document: string): void {
  parsePolicy(document, 'trust');
  checkLength(document, trustPolicyCharactersMax, 'ACLSizePerRole');
}

/** Throws MalformedPolicyDocument or LimitExceeded where `document` is no managed policy. */
export function checkManagedPolicy(document: string): void {
  checkIdentityPolicy(document);
  checkLength(document, managedPolicyCharactersMax, 'PolicySize');
}

/** How many characters of `document` count against quotas: all but white space. */
export function countedLength(document: string): number {
  return document.replace(/\s/g, '').length;
}

/** `document` as answers carry it: percent-encoded as RFC 3986 has it, so `*` too. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Source: IAM User Guide, "IAM and STS quotas". */
const managedPolicyCharactersMax = 6144;
/** Source: the same page; up to 8192 on request, which we do not ask for. */
const trustPolicyCharactersMax = 2048;

function checkLength(document: string, charactersMax: number, quota: string): void {
  if (countedLength(document) > charactersMax) {
    throw new LimitExceeded(`Cannot exceed quota for ${quota}: ${charactersMax}`);
  }
}
