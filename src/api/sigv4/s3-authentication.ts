import { partitionOf } from '../../base/arn.ts';
import { anonymous } from '../../iam/principal.ts';
import type { Caller, Credential } from '../../runtime/identity/identity.ts';
import type { HttpRequest } from '../protocol/protocol.ts';
import { type AuthenticationParts, callerOf, trust } from './authentication.ts';
import { ChunkSigner } from './chunk-signer.ts';
import { type PayloadTerms, payloadTermsOf, statedPayload } from './payload-terms.ts';
import { parseQuery } from './query-parameters.ts';
import { InvalidPayloadTerms, InvalidToken, RequestTimeTooSkewed, SignedAccessDenied } from './s3-errors.ts';
import {
  ExpiredTokenException,
  SignatureNotCurrent,
  UnrecognizedClientException,
} from './signature-errors.ts';
import { parseSignature, type SignatureParts } from './signature-parts.ts';
import { parseSignatureV2, type SignatureV2, verifySignatureV2 } from './signature-v2.ts';
import { SigningKeys } from './signing-keys.ts';
import { verifyCanonical, verifyTerms } from './verify-signature.ts';

/** Who makes a request of S3, and what its body must be, which only who reads it can tell. */
export interface S3Authentication {
  readonly caller: Caller;
  readonly payload: PayloadTerms;
}

/** Decides by the request's head alone, so that the body of one that is refused is never read. */
export type AuthenticateS3 = (request: HttpRequest) => Promise<S3Authentication>;

/** The region of a caller whose signature names none. */
const regionOfNone = 'us-east-1';

/** As `createAuthentication`, in S3's own ways: the path is signed as it is, the body need not be, and nobody need sign at all. */
export function createS3Authentication({ mode, identity, clock }: AuthenticationParts): AuthenticateS3 {
  if (mode.type === 'trust') {
    return async (request) => {
      const older = parseSignatureV2(request);
      const claimed = older === undefined ? undefined : { ...older, region: mode.defaultRegion };
      const caller = await trust(request, mode, identity, claimed);
      return { caller, payload: payloadTermsOf(request, statedPayload(request)) };
    };
  }
  const keys = new SigningKeys();

  async function findCredential(accessKeyId: string, sessionToken: string | undefined): Promise<Credential> {
    const credential = await identity.findCredential(accessKeyId, sessionToken);
    if (credential === undefined) throw new UnrecognizedClientException();
    if (credential.sessionToken !== sessionToken) throw new InvalidToken();
    return credential;
  }

  function checkExpiry({ expiresAt }: Credential): void {
    if (expiresAt !== undefined && expiresAt <= clock.now()) throw new ExpiredTokenException();
  }

  async function authenticateV2(request: HttpRequest, signature: SignatureV2): Promise<S3Authentication> {
    const credential = await findCredential(signature.accessKeyId, signature.sessionToken);
    verifySignatureV2(request, signature, credential.secretAccessKey, clock.now());
    checkExpiry(credential);
    return {
      caller: callerOf(credential, regionOfNone, request),
      payload: payloadTermsOf(request, undefined),
    };
  }

  async function authenticateV4(request: HttpRequest, parts: SignatureParts): Promise<S3Authentication> {
    checkTerms(request, parts, clock.now());
    const stated = statedHash(request, parts);
    const credential = await findCredential(parts.accessKeyId, parts.sessionToken);
    const key = keys.get(parts, credential.secretAccessKey);
    verifyCanonical(request, parts, stated ?? 'UNSIGNED-PAYLOAD', key);
    checkExpiry(credential);
    return {
      caller: callerOf(credential, parts.region, request),
      payload: payloadTermsOf(request, stated, () => new ChunkSigner(key, parts)),
    };
  }

  return async (request) => {
    const older = parseSignatureV2(request);
    if (older !== undefined) return authenticateV2(request, older);
    const parts = parseSignature(request);
    if (parts !== undefined) return authenticateV4(request, parts);
    const nobody = { principal: anonymous, account: '' };
    return {
      caller: { ...callerOf(nobody, regionOfNone, request), place: placeOfNobody },
      payload: payloadTermsOf(request, statedPayload(request)),
    };
  };
}

const placeOfNobody = { partition: partitionOf(regionOfNone), account: '', region: regionOfNone };

function checkTerms(request: HttpRequest, parts: SignatureParts, now: number): void {
  try {
    verifyTerms(request, parts, 's3', now);
  } catch (error) {
    if (!(error instanceof SignatureNotCurrent)) throw error;
    throw parts.expiresSeconds === undefined
      ? new RequestTimeTooSkewed()
      : new SignedAccessDenied('Request has expired');
  }
  const signed = new Set(parts.signedHeaders.split(';'));
  for (const name of Object.keys(request.headers)) {
    // Whoever could add such a header could make another request of this one. A presigned URL need not say what is sent.
    const isLeftOpen = name === 'x-amz-content-sha256' && parts.form === 'query';
    if (name.startsWith('x-amz-') && !signed.has(name) && !isLeftOpen) {
      throw new SignedAccessDenied('There were headers present in the request which were not signed');
    }
  }
}

function statedHash(request: HttpRequest, { form, signedHeaders }: SignatureParts): string | undefined {
  if (form === 'query') {
    const parameter = parseQuery(request.query).find(
      ({ name }) => name.toLowerCase() === 'x-amz-content-sha256',
    );
    if (parameter !== undefined) return parameter.value;
    return signedHeaders.split(';').includes('x-amz-content-sha256') ? statedPayload(request) : undefined;
  }
  const stated = statedPayload(request);
  if (stated === undefined)
    throw new InvalidPayloadTerms('Missing required header for this request: x-amz-content-sha256');
  return stated;
}
