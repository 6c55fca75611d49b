import { Failure } from '../../base/failure.ts';
import { ServiceError, ServiceUnreachable } from '../connector.ts';

/** What keeps a Map Run from its items. */
export function itemReaderFailed(cause: string): Failure {
  return new Failure('States.ItemReaderFailed', cause);
}

/** What a service said to a call that failed; anything else that was thrown is thrown on. */
export function refusalText(thrown: unknown): string {
  if (thrown instanceof ServiceUnreachable) return thrown.message;
  if (!(thrown instanceof ServiceError)) throw thrown;
  const { message, status, requestId, extendedRequestId } = thrown;
  const extended = extendedRequestId === undefined ? '' : `, Extended Request ID: ${extendedRequestId}`;
  return `${message} (Service: S3, Status Code: ${status}, Request ID: ${requestId}${extended})`;
}
