import { ValidationException } from '../../../base/aws-error.ts';
import { operationOf } from '../typed-operation.ts';
import { ResourceNotFound } from './errors.ts';
import { checkMapRunArn } from './map-run-arn.ts';

interface UpdateMapRunInput {
  readonly mapRunArn: string;
  readonly maxConcurrency?: number;
  readonly toleratedFailurePercentage?: number;
  readonly toleratedFailureCount?: number;
}

/** No execution of this server has Map Runs: there is none to update. */
export const updateMapRun = operationOf<UpdateMapRunInput>('states', {
  name: 'UpdateMapRun',
  permissions: ({ mapRunArn }) => [{ action: 'states:UpdateMapRun', resource: mapRunArn }],
  async run({ mapRunArn, ...changes }) {
    checkMapRunArn(mapRunArn);
    if (Object.keys(changes).length === 0) {
      throw new ValidationException(nothingToUpdate, 'MISSING_REQUIRED_PARAMETER');
    }
    throw new ResourceNotFound(mapRunArn);
  },
});

const nothingToUpdate =
  'Either maxConcurrency, toleratedFailureCount, or toleratedFailurePercentage must be specified';
