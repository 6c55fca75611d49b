import { isAccountId, partitionOf } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { type AccountPrincipal, accountRoot } from '../../iam/principal.ts';
import type { Caller, Credential, Identity } from '../../runtime/identity/identity.ts';
import type { ServiceName } from '../operation.ts';
import type { HttpRequest } from '../protocol/protocol.ts';
import {
  ExpiredTokenException,
  MissingAuthenticationToken,
  UnrecognizedClientException,
} from './signature-errors.ts';
import { parseSignature, type SignatureParts } from './signature-parts.ts';
import { SigningKeys } from './signing-keys.ts';
import { isRegion, verifySignature, verifyTerms } from './verify-signature.ts';

/** Who makes a request to `service`. Throws the AwsErrors of signature-errors.ts where nobody is known to. */
export type Authenticate = (request: HttpRequest, service: ServiceName) => Promise<Caller>;

/**
 * `verify` believes a request only its signature. `trust` believes whatever credential it names: a known access key is its
 * principal, a twelve-digit one the root of the account it spells, and anything else, or nothing, the root of the default
 * account.
 */
export type AuthenticationMode =
  | { readonly type: 'verify' }
  | { readonly type: 'trust'; readonly defaultAccount: string; readonly defaultRegion: string };

export interface AuthenticationParts {
  readonly mode: AuthenticationMode;
  readonly identity: Pick<Identity, 'findCredential'>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createAuthentication({ mode, identity, clock }: AuthenticationParts): Authenticate {
  if (mode.type === 'trust') return (request) => trust(request, mode, identity);
  const keys = new SigningKeys();
  return async (request, service) => {
    const parts = parseSignature(request);
    if (parts === undefined) throw new MissingAuthenticationToken();
    verifyTerms(request, parts, service, clock.now());
    const credential = await identity.findCredential(parts.accessKeyId, parts.sessionToken);
    if (credential === undefined || credential.sessionToken !== parts.sessionToken) {
      throw new UnrecognizedClientException();
    }
    verifySignature(request, parts, credential.secretAccessKey, keys);
    if (credential.expiresAt !== undefined && credential.expiresAt <= clock.now())
      throw new ExpiredTokenException();
    return callerOf(credential, parts.region, request);
  };
}

type TrustMode = Extract<AuthenticationMode, { readonly type: 'trust' }>;

/** Who makes a request, by its own word. `signature` is what it says of itself, where that is read otherwise than from SigV4. */
export async function trust(
  request: HttpRequest,
  { defaultAccount, defaultRegion }: TrustMode,
  identity: Pick<Identity, 'findCredential'>,
  signature?: ClaimedSignature,
): Promise<Caller> {
  const parts = signature ?? parseLeniently(request);
  const region = parts !== undefined && isRegion(parts.region) ? parts.region : defaultRegion;
  if (parts !== undefined) {
    const credential = await identity.findCredential(parts.accessKeyId, parts.sessionToken);
    if (credential !== undefined) return callerOf(credential, region, request);
  }
  const account = parts !== undefined && isAccountId(parts.accessKeyId) ? parts.accessKeyId : defaultAccount;
  return callerOf({ principal: rootOf(account, partitionOf(region)), account }, region, request);
}

/** One principal for all its requests, since what is known of a principal is remembered with it. */
function rootOf(account: string, partition: string): AccountPrincipal {
  const key = `${partition} ${account}`;
  const known = roots.get(key);
  if (known !== undefined) return known;
  if (roots.size === rootsMax) roots.clear();
  const root = accountRoot({ account, partition });
  roots.set(key, root);
  return root;
}

const roots = new Map<string, AccountPrincipal>();
const rootsMax = 1_000;

export type ClaimedSignature = Pick<SignatureParts, 'accessKeyId' | 'sessionToken' | 'region'>;

/** A signature that cannot be read names nobody, which trust takes for the default account. */
function parseLeniently(request: HttpRequest): SignatureParts | undefined {
  try {
    return parseSignature(request);
  } catch {
    return undefined;
  }
}

export function callerOf(
  { principal, account }: Pick<Credential, 'principal' | 'account'>,
  region: string,
  { headers, sourceIp }: HttpRequest,
): Caller {
  return {
    principal,
    place: { partition: partitionOf(region), account, region },
    context: {
      'aws:SourceIp': sourceIp,
      'aws:UserAgent': headers['user-agent'] ?? '',
      'aws:SecureTransport': 'false',
    },
  };
}
