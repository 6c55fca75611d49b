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

export class TaskTimedOut extends AwsError {
  readonly code = 'TaskTimedOut';

  constructor() {
    super("Task Timed Out: 'Provided task does not exist anymore'");
  }
}

export class ConflictException extends AwsError {
  readonly code = 'ConflictException';
}
