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
    namesByCode.set(name, exceptionName(name));
    if (shape.error?.code !== undefined) namesByCode.set(shape.error.code, exceptionName(name));
  }
  return (thrown) => {
    if (thrown instanceof ServiceUnreachable) {
      return new Failure(clientError(service), `${thrown.message} (SDK Attempt Count: 1)`);
    }
    if (!(thrown instanceof ServiceError)) throw thrown;
    const { code, message, status, requestId } = thrown;
    return new Failure(
      `${service}.${namesByCode.get(code) ?? `${service}Exception`}`,
      `${message} (Service: ${service}, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`,
    );
  };
}

/** The error of a call that got no answer. */
export function clientError(service: string): string {
  return `${service}.SdkClientException`;
}
