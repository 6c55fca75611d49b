import { Failure } from '../base/failure.ts';
import type { JsonObject } from '../base/json.ts';
import type { ServiceFacts } from './api-integration.ts';
import { clientErrorOf } from './aws-sdk/failure.ts';
import { type ServiceAnswer, ServiceError, ServiceUnreachable, type Session } from './connector.ts';

/**
 * A service as the optimized integrations call it, and the names its refusals get.
 *
 * They carry the marks of the AWS SDK for Java 1, which Step Functions makes these calls with: an exception that its
 * client knows has its own name, every other one the client's general name.
 */
export interface OptimizedService extends ServiceFacts {
  /** The codes, as on the wire, that the client knows. */
  readonly exceptions: ReadonlySet<string>;
  /** The codes that causes have for exceptions that go by another name in the API's model, which sessions may give. */
  readonly wireCodes?: ReadonlyMap<string, string>;
}

/** Makes one call; what the service refuses, or the network keeps from it, is a Failure. */
export async function request(
  session: Session,
  service: OptimizedService,
  { action, input }: { action: string; input: JsonObject },
): Promise<ServiceAnswer | Failure> {
  try {
    return await session.request(service.name, action, input);
  } catch (thrown) {
    return failureOf(service, thrown);
  }
}

/** The Failure for what `Session.request` threw; anything else is thrown on. */
export function failureOf(service: OptimizedService, thrown: unknown): Failure {
  if (thrown instanceof ServiceUnreachable) {
    return new Failure(clientErrorOf(service.errorPrefix), thrown.message);
  }
  if (!(thrown instanceof ServiceError)) throw thrown;
  const { code, message, status, requestId } = thrown;
  const name = service.exceptions.has(code) ? exceptionName(code) : service.generalException;
  const wireCode = service.wireCodes?.get(code) ?? code;
  return new Failure(
    `${service.errorPrefix}.${name}`,
    `${message} (Service: ${service.label}; Status Code: ${status}; Error Code: ${wireCode}; Request ID: ${requestId}; Proxy: null)`,
  );
}

function exceptionName(code: string): string {
  return code.endsWith('Exception') ? code : `${code}Exception`;
}
