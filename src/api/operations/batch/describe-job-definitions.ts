import { listAll } from '../jobs/listed.ts';
import { pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { type DescribeInput, isAmong, limitOf } from './describe-request.ts';
import { invalidToken } from './errors.ts';
import { jobDefinitionJson } from './job-definitions.ts';

interface DescribeJobDefinitionsInput extends DescribeInput {
  /** `NAME:REVISION` or ARNs. */
  readonly jobDefinitions?: readonly string[];
  readonly jobDefinitionName?: string;
  readonly status?: string;
}

/** The latest revision first. */
export const describeJobDefinitions = batchOperation<DescribeJobDefinitionsInput>({
  name: 'DescribeJobDefinitions',
  permissions: () => [{ action: 'batch:DescribeJobDefinitions', resource: '*' }],
  async run(input, { services, caller: { place } }) {
    const { jobDefinitions, jobDefinitionName, status, nextToken } = input;
    const prefix = jobDefinitionName === undefined ? '' : `${jobDefinitionName}:`;
    const isAsked = isAmong(jobDefinitions);
    const found = (await listAll(services.store, 'BatchJobDefinition', place, prefix))
      .map(({ body }) => ({ name: `${body.name}:${body.revision}`, body }))
      .filter(
        (definition) => isAsked(definition) && (status ?? definition.body.status) === definition.body.status,
      )
      .sort((left, right) => (positionOf(left.body) < positionOf(right.body) ? -1 : 1));
    const page = pageOf(found, {
      nextToken,
      limit: limitOf(input),
      positionOf: ({ body }) => positionOf(body),
      invalidToken,
    });
    return {
      jobDefinitions: page.items.map(({ body }) => jobDefinitionJson(body)),
      ...optional('nextToken', page.nextToken),
    };
  },
});

function positionOf({ name, revision }: { readonly name: string; readonly revision: number }): string {
  return `${name}:${String(9_999_999_999 - revision)}`;
}
