import { AwsError } from '../../../base/aws-error.ts';

/** Source of every wording here: recorded answers. */
export class InvalidArn extends AwsError {
  readonly code = 'InvalidArn';

  constructor(problem: string) {
    super(`Invalid Arn: '${problem}'`);
  }
}

export class InvalidName extends AwsError {
  readonly code = 'InvalidName';

  constructor(name: string) {
    super(`Invalid Name: '${name}'`);
  }
}

export class InvalidToken extends AwsError {
  readonly code = 'InvalidToken';

  constructor() {
    super("Invalid Token: 'Invalid token'");
  }
}

export class InvalidDefinition extends AwsError {
  readonly code = 'InvalidDefinition';
}

export class InvalidExecutionInput extends AwsError {
  readonly code = 'InvalidExecutionInput';

  constructor(problem: string) {
    super(`Invalid State Machine Execution Input: '${problem}'`);
  }
}

export class InvalidOutput extends AwsError {
  readonly code = 'InvalidOutput';

  constructor(problem: string) {
    super(`Invalid Output: '${problem}'`);
  }
}

export class InvalidLoggingConfiguration extends AwsError {
  readonly code = 'InvalidLoggingConfiguration';

  constructor(problem: string) {
    super(`Invalid Logging Configuration: ${problem}`);
  }
}

export class MissingRequiredParameter extends AwsError {
  readonly code = 'MissingRequiredParameter';
}

export class ActivityDoesNotExist extends AwsError {
  readonly code = 'ActivityDoesNotExist';

  constructor(activityArn: string) {
    super(`Activity Does Not Exist: '${activityArn}'`);
  }
}

/** The words are ours; no answer of AWS is recorded. */
export class ActivityAlreadyExists extends AwsError {
  readonly code = 'ActivityAlreadyExists';

  constructor(activityArn: string) {
    super(`Activity Already Exists: '${activityArn}'`);
  }
}

export class StateMachineDoesNotExist extends AwsError {
  readonly code = 'StateMachineDoesNotExist';

  constructor(stateMachineArn: string) {
    super(`State Machine Does Not Exist: '${stateMachineArn}'`);
  }
}

export class StateMachineAlreadyExists extends AwsError {
  readonly code = 'StateMachineAlreadyExists';

  constructor(stateMachineArn: string) {
    super(`State Machine Already Exists: '${stateMachineArn}'`);
  }
}

export class StateMachineDeleting extends AwsError {
  readonly code = 'StateMachineDeleting';

  constructor(stateMachineArn: string) {
    super(`State Machine is being deleted: '${stateMachineArn}'`);
  }
}

export class StateMachineTypeNotSupported extends AwsError {
  readonly code = 'StateMachineTypeNotSupported';
}

export class ExecutionDoesNotExist extends AwsError {
  readonly code = 'ExecutionDoesNotExist';

  constructor(executionArn: string) {
    super(`Execution Does Not Exist: '${executionArn}'`);
  }
}

export class ExecutionAlreadyExists extends AwsError {
  readonly code = 'ExecutionAlreadyExists';

  constructor(executionArn: string) {
    super(`Execution Already Exists: '${executionArn}'`);
  }
}

export class ExecutionNotRedrivable extends AwsError {
  readonly code = 'ExecutionNotRedrivable';

  constructor(executionArn: string, reason: string) {
    super(`Execution ${executionArn} invalid for redrive as: ${reason}`);
  }
}

export class TaskTimedOut extends AwsError {
  readonly code = 'TaskTimedOut';

  constructor() {
    super("Task Timed Out: 'Provided task does not exist anymore'");
  }
}

export class ConflictException extends AwsError {
  readonly code = 'ConflictException';
}

/** The words are ours; no answer of AWS is recorded. */
export class TooManyTags extends AwsError {
  readonly code = 'TooManyTags';
  override readonly members: Readonly<Record<string, string>>;

  constructor(tagsMax: number, resourceArn: string | undefined) {
    super(`Too many tags: a resource may have no more than ${tagsMax}.`);
    this.members = resourceArn === undefined ? {} : { resourceName: resourceArn };
  }
}

export class ResourceNotFound extends AwsError {
  readonly code = 'ResourceNotFound';
  override readonly members: Readonly<Record<string, string>>;

  constructor(resourceArn: string, message = `Resource not found: '${resourceArn}'`) {
    super(message);
    this.members = { resourceName: resourceArn };
  }
}

/** The words of this one and the next two are ours; no answer of AWS is recorded. */
export class StateMachineLimitExceeded extends AwsError {
  readonly code = 'StateMachineLimitExceeded';

  constructor(max: number) {
    super(`The account has ${max} state machines in this region, and may have no more.`);
  }
}

export class ActivityLimitExceeded extends AwsError {
  readonly code = 'ActivityLimitExceeded';

  constructor(max: number) {
    super(`The account has ${max} activities in this region, and may have no more.`);
  }
}

export class ExecutionLimitExceeded extends AwsError {
  readonly code = 'ExecutionLimitExceeded';

  constructor(max: number) {
    super(`The account has ${max} open executions in this region, and may have no more.`);
  }
}

export class ServiceQuotaExceededException extends AwsError {
  readonly code = 'ServiceQuotaExceededException';
}

export class InvalidTracingConfiguration extends AwsError {
  readonly code = 'InvalidTracingConfiguration';

  constructor(problem: string) {
    super(`Invalid Tracing Configuration: ${problem}`);
  }
}

export class InvalidEncryptionConfiguration extends AwsError {
  readonly code = 'InvalidEncryptionConfiguration';

  constructor(problem: string) {
    super(`Invalid Encryption Configuration: ${problem}`);
  }
}
