import { AwsError } from '../../base/aws-error.ts';

interface ThrottledForm {
  readonly code: string;
  readonly status: number;
}

/**
 * What services call it when they are asked too often, where that is not a ThrottlingException with status 400. The SDKs
 * know all of these names and try again, later and later.
 *
 * Source: "Common Errors" in each service's API reference.
 */
const forms: Readonly<Record<string, ThrottledForm>> = {
  iam: { code: 'Throttling', status: 400 },
  sts: { code: 'Throttling', status: 400 },
  lambda: { code: 'TooManyRequestsException', status: 429 },
  batch: { code: 'TooManyRequestsException', status: 429 },
  s3: { code: 'SlowDown', status: 503 },
  sns: { code: 'Throttling', status: 400 },
  sqs: { code: 'RequestThrottled', status: 403 },
};

const usual: ThrottledForm = { code: 'ThrottlingException', status: 400 };

class Throttled extends AwsError {
  readonly code: string;
  override readonly status: number;

  constructor({ code, status }: ThrottledForm) {
    super('Rate exceeded');
    this.code = code;
    this.status = status;
  }
}

/** How `service` refuses a request that it has no room for. */
export function throttledBy(service: string | undefined): AwsError {
  return new Throttled(forms[service ?? ''] ?? usual);
}
