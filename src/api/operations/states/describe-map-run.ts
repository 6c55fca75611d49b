import { operationOf, optional } from '../typed-operation.ts';
import { getMapRun } from './map-runs.ts';

interface DescribeMapRunInput {
  readonly mapRunArn: string;
}

export const describeMapRun = operationOf<DescribeMapRunInput>('states', {
  name: 'DescribeMapRun',
  permissions: ({ mapRunArn }) => [{ action: 'states:DescribeMapRun', resource: mapRunArn }],
  async run({ mapRunArn }, call) {
    const mapRun = await getMapRun(mapRunArn, call);
    const { executionArn, status, startedAt, stoppedAt, redriveCount, redrivenAt } = mapRun;
    const { toleratedFailureCount = 0, toleratedFailurePercentage = 0, maxConcurrency } = mapRun;
    return {
      mapRunArn,
      executionArn,
      status,
      startDate: startedAt,
      ...optional('stopDate', stoppedAt),
      maxConcurrency,
      toleratedFailurePercentage,
      toleratedFailureCount,
      ...(await call.services.runtime.mapRuns.countsOf(mapRun)),
      redriveCount,
      ...optional('redriveDate', redrivenAt),
    };
  },
});
