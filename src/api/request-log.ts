import type { Logger } from 'pino';
import type { ServiceName } from './operation.ts';

/** What is known of a request by the time it is answered. Nothing here is secret: no input, no header, no message. */
export interface RequestRecord {
  readonly requestId: string;
  readonly sourceIp: string;
  service: ServiceName | undefined;
  action: string | undefined;
  account: string | undefined;
  /** The exception's name, where the request was refused. */
  code: string | undefined;
  status: number;
  milliseconds: number;
}

/** Told of every API request once it is answered. Must not throw. */
export type RequestObserver = (request: RequestRecord) => void;

/** One line for each request: at level info for those that were refused, at debug for the others. */
export function createRequestLog(log: Logger): RequestObserver {
  return (request) => {
    if (request.code !== undefined) log.info(request, 'request refused');
    else if (log.isLevelEnabled('debug')) log.debug(request, 'request answered');
  };
}
