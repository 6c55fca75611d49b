import { ValidationException } from '../../../base/aws-error.ts';
import { operationOf } from '../typed-operation.ts';
import { checkMapRunArn } from './map-run-arn.ts';
import { getMapRun } from './map-runs.ts';

interface UpdateMapRunInput {
  readonly mapRunArn: string;
  readonly maxConcurrency?: number;
  readonly toleratedFailurePercentage?: number;
  readonly toleratedFailureCount?: number;
}

/** A Map Run that runs goes on with these settings at once. */
export const updateMapRun = operationOf<UpdateMapRunInput>('states', {
  name: 'UpdateMapRun',
  permissions: ({ mapRunArn }) => [{ action: 'states:UpdateMapRun', resource: mapRunArn }],
  async run({ mapRunArn, ...changes }, call) {
    checkMapRunArn(mapRunArn);
    if (Object.keys(changes).length === 0) {
      throw new ValidationException(nothingToUpdate, 'MISSING_REQUIRED_PARAMETER');
    }
    const mapRun = await getMapRun(mapRunArn, call);
    if (mapRun.status !== 'RUNNING')
      throw new ValidationException(isCompleted(mapRunArn), 'CANNOT_UPDATE_COMPLETED_MAP_RUN');
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = mapRun;
    const settings = { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage };
    await call.services.runtime.mapRuns.change(mapRun, { ...settings, ...changes });
    return {};
  },
});

/** Source of the reason, not of the words: API Reference, "UpdateMapRun". */
function isCompleted(mapRunArn: string): string {
  return `Map Run ${mapRunArn} has completed, and only one that runs can be updated.`;
}

const nothingToUpdate =
  'Either maxConcurrency, toleratedFailureCount, or toleratedFailurePercentage must be specified';
