import type { OptimizedService } from '../optimized-service.ts';

/** Step Functions as it calls itself. The exceptions are those of StartExecution and DescribeExecution. */
export const states: OptimizedService = {
  name: 'states',
  errorPrefix: 'StepFunctions',
  label: 'AWSStepFunctions',
  generalException: 'AWSStepFunctionsException',
  exceptions: new Set([
    'ExecutionAlreadyExists',
    'ExecutionDoesNotExist',
    'ExecutionLimitExceeded',
    'InvalidArn',
    'InvalidExecutionInput',
    'InvalidName',
    'KmsAccessDeniedException',
    'KmsInvalidStateException',
    'KmsThrottlingException',
    'StateMachineDeleting',
    'StateMachineDoesNotExist',
    'ValidationException',
  ]),
};
