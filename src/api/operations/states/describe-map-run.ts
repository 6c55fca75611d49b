import { operationOf } from '../typed-operation.ts';
import { ResourceNotFound } from './errors.ts';
import { checkMapRunArn } from './map-run-arn.ts';

interface DescribeMapRunInput {
  readonly mapRunArn: string;
}

/** No execution of this server has Map Runs: there is none to describe. */
export const describeMapRun = operationOf<DescribeMapRunInput>('states', {
  name: 'DescribeMapRun',
  permissions: ({ mapRunArn }) => [{ action: 'states:DescribeMapRun', resource: mapRunArn }],
  async run({ mapRunArn }) {
    checkMapRunArn(mapRunArn);
    throw new ResourceNotFound(mapRunArn);
  },
});
