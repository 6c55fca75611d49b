import type { AwsError } from '../../base/aws-error.ts';
import { InvalidParameterException } from '../../logs/errors.ts';
import { MissingParameter } from '../../messaging/queues/errors.ts';
import type { ServiceName } from '../operation.ts';
import { ClientException } from '../operations/jobs/client-exception.ts';

/** Where AWS answers otherwise than its API model says. */
export interface ModelException {
  /** Constraints of the model that are the operation's to check, because they have an exception of their own. */
  readonly leftToOperation?: readonly ('length' | 'pattern' | 'enum')[];
  /** The order in which AWS lists the enum's values, where it is not the model's. */
  readonly enumOrder?: readonly string[];
  /** What AWS says of a value that does not match the pattern, in place of the usual words. */
  readonly patternMessage?: (location: string) => string;
}

/**
 * By the name of a shape, or of one member of a structure: `CreateStateMachineInput$name`.
 *
 * All other constraints give a ValidationException. In the states API that includes names and ARNs that are too long;
 * which characters they may have is the operations' business (InvalidName, InvalidArn), and no pattern of the model.
 */
export const modelExceptions: Readonly<Record<ServiceName, Readonly<Record<string, ModelException>>>> = {
  states: {
    // Recorded: ListExecutions with the statusFilter `succeeded`.
    ExecutionStatus: {
      enumOrder: ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'],
    },
  },
  iam: {
    roleNameType: { patternMessage: namePatternMessage },
    userNameType: { patternMessage: namePatternMessage },
    existingUserNameType: { patternMessage: namePatternMessage },
    policyNameType: { patternMessage: namePatternMessage },
    pathType: { patternMessage: pathPatternMessage },
    policyPathType: { patternMessage: pathPatternMessage },
  },
  sts: {},
  lambda: {
    // InvalidParameterValueException, and the runtimes a server has are not those AWS had when the model was written.
    Runtime: { leftToOperation: ['enum'] },
  },
  events: {},
  batch: {},
  ecs: {},
  glue: {},
  sqs: {
    // InvalidAttributeName and InvalidAttributeValue.
    QueueAttributeName: { leftToOperation: ['enum'] },
    MessageSystemAttributeName: { leftToOperation: ['enum'] },
    MessageSystemAttributeNameForSends: { leftToOperation: ['enum'] },
  },
  sns: {},
  dynamodb: {},
  logs: {},
  secretsmanager: {},
  ssm: {},
  s3: {
    // Each has an error of its own.
    BucketLocationConstraint: { leftToOperation: ['enum'] },
    ChecksumAlgorithm: { leftToOperation: ['enum'] },
    CopySource: { leftToOperation: ['pattern'] },
    ObjectCannedACL: { leftToOperation: ['enum'] },
    ObjectKey: { leftToOperation: ['length'] },
    ServerSideEncryption: { leftToOperation: ['enum'] },
    StorageClass: { leftToOperation: ['enum'] },
  },
  stepwell: {},
};

/** How a service refuses an input without a required member, where it has an exception of its own for that. */
export const missingMemberErrors: Readonly<Partial<Record<ServiceName, (memberName: string) => AwsError>>> = {
  // Recorded: SendMessage without a body.
  sqs: (memberName) => new MissingParameter(memberName),
};

/** What a service calls a value that fails the constraints of its model, where that is not ValidationException. */
export const constraintErrors: Readonly<Partial<Record<ServiceName, (message: string) => AwsError>>> = {
  batch: (message) => new ClientException(message),
  logs: (message) => new InvalidParameterException(message),
};

function namePatternMessage(location: string): string {
  return `The specified value for ${location} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`;
}

function pathPatternMessage(location: string): string {
  return `The specified value for ${location} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`;
}
