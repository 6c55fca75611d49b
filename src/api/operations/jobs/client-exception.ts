import { AwsError } from '../../../base/aws-error.ts';

/** Whatever a caller of Batch does wrong; of ECS, what a request asks for that is not there, or not in this form. */
export class ClientException extends AwsError {
  readonly code = 'ClientException';
}
