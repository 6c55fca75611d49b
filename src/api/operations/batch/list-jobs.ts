import type { BatchJobBody, BatchJobStatus } from '../../../store/resources/batch.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { type PageRequest, pageOf } from '../jobs/page.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { invalidToken } from './errors.ts';
import { jobSummaryJson } from './job-json.ts';
import { getJobQueue } from './job-queues.ts';

interface ListJobsInput {
  readonly jobQueue?: string;
  readonly arrayJobId?: string;
  readonly multiNodeJobId?: string;
  readonly jobStatus?: BatchJobStatus;
  readonly filters?: readonly { readonly name?: string; readonly values?: readonly string[] }[];
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Jobs of one page, by default and at most. Source: API Reference, "ListJobs". */
const itemsDefault = 1_000;
const itemsMax = 1_000;

export const listJobs = batchOperation<ListJobsInput>({
  name: 'ListJobs',
  permissions: () => [{ action: 'batch:ListJobs', resource: '*' }],
  async run(input, { services: { jobs, store }, caller: { place } }) {
    const { jobQueue, arrayJobId, jobStatus, filters = [] } = input;
    if (jobQueue === undefined && arrayJobId === undefined) {
      throw new ClientException('One of jobQueue, arrayJobId and multiNodeJobId must be specified');
    }
    const queueArn =
      jobQueue === undefined ? undefined : (await getJobQueue(store, place, jobQueue)).body.arn;
    const isFiltered = filterOf(filters);
    // Without a status RUNNING is meant, unless a filter is given, which looks at every status.
    const status = filters.length > 0 ? undefined : (jobStatus ?? 'RUNNING');
    const isListed = (job: BatchJobBody) =>
      job.place.account === place.account &&
      job.place.region === place.region &&
      (arrayJobId === undefined
        ? job.child === undefined && job.queueArn === queueArn
        : job.child?.parentId === arrayJobId) &&
      (status === undefined || job.status === status) &&
      isFiltered(job);
    const listed: BatchJobBody[] = [];
    for (const job of jobs.batch.all()) if (isListed(job)) listed.push(job);
    listed.sort((left, right) => (positionOf(left) < positionOf(right) ? -1 : 1));
    const page = pageOf(listed, pageRequest(input));
    return { jobSummaryList: page.items.map(jobSummaryJson), ...optional('nextToken', page.nextToken) };
  },
});

function pageRequest({ nextToken, maxResults = itemsDefault }: ListJobsInput): PageRequest<BatchJobBody> {
  const limit = Math.min(Math.max(maxResults, 1), itemsMax);
  return { nextToken, limit, positionOf, invalidToken };
}

/** In the order in which they were submitted. */
function positionOf({ createdAt, child, jobId }: BatchJobBody): string {
  return `${String(createdAt).padStart(15, '0')} ${String(child?.index ?? 0).padStart(5, '0')} ${jobId}`;
}

type Filter = NonNullable<ListJobsInput['filters']>[number];

/** Throws ClientException for more filters than one, and for one there is not. */
function filterOf(filters: readonly Filter[]): (job: BatchJobBody) => boolean {
  const [filter, ...others] = filters;
  if (filter === undefined) return () => true;
  if (others.length > 0) throw new ClientException('Only one filter can be used at a time');
  const { name, values = [] } = filter;
  switch (name) {
    case 'JOB_NAME':
      return ({ jobName }) =>
        values.some((value) =>
          value.endsWith('*')
            ? jobName.toLowerCase().startsWith(value.slice(0, -1).toLowerCase())
            : jobName.toLowerCase() === value.toLowerCase(),
        );
    case 'JOB_DEFINITION':
      return ({ definitionArn }) =>
        values.some((value) => {
          const definition = definitionArn.split(':job-definition/')[1] ?? '';
          return definitionArn === value || definition === value || definition.split(':')[0] === value;
        });
    case 'BEFORE_CREATED_AT':
      return ({ createdAt }) => values.some((value) => createdAt < Number(value));
    case 'AFTER_CREATED_AT':
      return ({ createdAt }) => values.some((value) => createdAt > Number(value));
    default:
      throw new ClientException(`${name} is not a filter of ListJobs`);
  }
}
