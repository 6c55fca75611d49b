import { Failure } from '../../base/failure.ts';
import { ServiceError, ServiceUnreachable } from '../connector.ts';
import { exceptionName } from './java-names.ts';
import type { ServiceModel } from './service-model.ts';

/** What `Session.request` threw, as the Failure of a task; anything else is thrown on. */
export type FailureOf = (thrown: unknown) => Failure;

/**
 * The names and causes of a service's refusals.
 *
 * They carry the marks of the AWS SDK for Java 2: an exception of the API model has its own name, every other one the
 * service's general name, as `Sfn.SfnException`.
 */
export function createFailureOf(service: string, model: ServiceModel): FailureOf {
  const namesByCode = new Map<string, string>();
  for (const [name, shape] of Object.entries(model.shapes)) {
    if (shape.type !== 'structure' || shape.exception !== true) continue;
    if (generalCodes[service]?.includes(name)) continue;
    namesByCode.set(name, exceptionName(name));
    if (shape.error?.code !== undefined) namesByCode.set(shape.error.code, exceptionName(name));
  }
  return (thrown) => {
    if (thrown instanceof ServiceUnreachable) {
      const { message, attemptCount } = thrown;
      const attempts = attemptCount === 0 ? '' : ` (SDK Attempt Count: ${attemptCount})`;
      return new Failure(clientErrorOf(service), `${message}${attempts}`);
    }
    if (!(thrown instanceof ServiceError)) throw thrown;
    const { code, message, status, requestId, extendedRequestId, attemptCount } = thrown;
    const extended = extendedRequestId === undefined ? '' : `, Extended Request ID: ${extendedRequestId}`;
    return new Failure(
      `${service}.${namesByCode.get(code) ?? `${service}Exception`}`,
      `${message} (Service: ${service}, Status Code: ${status}, Request ID: ${requestId}${extended}) (SDK Attempt Count: ${attemptCount})`,
    );
  };
}

/** Codes by service that a few operations of the model name, and that every other one answers with unnamed. */
const generalCodes: Readonly<Record<string, readonly string[]>> = { S3: ['AccessDenied', 'InvalidRequest'] };

/** The error of a call that got no answer. */
export function clientErrorOf(errorPrefix: string): string {
  return `${errorPrefix}.SdkClientException`;
}
