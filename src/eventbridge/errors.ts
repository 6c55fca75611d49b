import { AwsError } from '../base/aws-error.ts';

export class ResourceNotFoundException extends AwsError {
  readonly code = 'ResourceNotFoundException';
}

export class ResourceAlreadyExistsException extends AwsError {
  readonly code = 'ResourceAlreadyExistsException';
}

export class InvalidEventPatternException extends AwsError {
  readonly code = 'InvalidEventPatternException';

  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
  }
}

export class ManagedRuleException extends AwsError {
  readonly code = 'ManagedRuleException';
}

export class LimitExceededException extends AwsError {
  readonly code = 'LimitExceededException';

  constructor() {
    super('The requested resource exceeds the maximum number allowed.');
  }
}

export class PolicyLengthExceededException extends AwsError {
  readonly code = 'PolicyLengthExceededException';
}

/** A target will never take an event; not an answer to anybody, since nobody waits. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}

export function busNotFound(name: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Event bus ${name} does not exist.`);
}

export function ruleNotFound(name: string, bus: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Rule ${name} does not exist on EventBus ${bus}.`);
}
