import type { BucketRate } from './token-bucket.ts';

/** What a bucket counts: an action, with StartExecution counted apart for Express state machines. */
export type QuotaName = keyof typeof quotas;

/**
 * The rate AWS gives each account in `region` for `name`; undefined where it gives none, as for StartSyncExecution.
 *
 * Source: Developer Guide, "Service quotas", quotas related to API action throttling: the defaults, which accounts can
 * have raised.
 */
export function findAwsRate(name: string, region: string): BucketRate | undefined {
  if (!isQuotaName(name)) return undefined;
  const quota: Quota = quotas[name];
  return largeRegions.has(region) ? quota.largeRegions : quota.otherRegions;
}

function isQuotaName(name: string): name is QuotaName {
  return Object.hasOwn(quotas, name);
}

/** Regions that AWS gives more. */
const largeRegions: ReadonlySet<string> = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

interface Quota {
  readonly largeRegions: BucketRate;
  readonly otherRegions: BucketRate;
}

function everywhere(size: number, refillPerSecond: number): Quota {
  return { largeRegions: { size, refillPerSecond }, otherRegions: { size, refillPerSecond } };
}

/** Size and refill per second in large regions, then in the others. */
function byRegion(large: readonly [number, number], other: readonly [number, number]): Quota {
  return {
    largeRegions: { size: large[0], refillPerSecond: large[1] },
    otherRegions: { size: other[0], refillPerSecond: other[1] },
  };
}

const quotas = {
  CreateActivity: everywhere(100, 1),
  CreateStateMachine: everywhere(100, 1),
  CreateStateMachineAlias: everywhere(100, 1),
  DeleteActivity: everywhere(100, 1),
  DeleteStateMachine: everywhere(100, 1),
  DeleteStateMachineAlias: everywhere(100, 1),
  DeleteStateMachineVersion: everywhere(100, 1),
  DescribeActivity: everywhere(200, 1),
  DescribeExecution: byRegion([300, 15], [250, 10]),
  DescribeMapRun: everywhere(200, 1),
  DescribeStateMachine: everywhere(200, 20),
  DescribeStateMachineAlias: everywhere(200, 1),
  DescribeStateMachineForExecution: everywhere(200, 1),
  GetActivityTask: byRegion([3_000, 500], [1_500, 300]),
  GetExecutionHistory: everywhere(400, 20),
  ListActivities: byRegion([100, 10], [100, 5]),
  ListExecutions: byRegion([200, 5], [100, 2]),
  ListMapRuns: everywhere(100, 1),
  ListStateMachineAliases: everywhere(100, 1),
  ListStateMachines: everywhere(100, 5),
  ListStateMachineVersions: everywhere(100, 1),
  ListTagsForResource: everywhere(100, 1),
  PublishStateMachineVersion: everywhere(100, 1),
  RedriveExecution: byRegion([1_300, 300], [800, 150]),
  SendTaskFailure: byRegion([3_000, 500], [1_500, 300]),
  SendTaskHeartbeat: byRegion([3_000, 500], [1_500, 300]),
  SendTaskSuccess: byRegion([3_000, 500], [1_500, 300]),
  StartExecution: byRegion([1_300, 300], [800, 150]),
  'StartExecution (Express)': everywhere(6_000, 6_000),
  StopExecution: byRegion([1_000, 200], [500, 25]),
  TagResource: everywhere(200, 1),
  TestState: everywhere(50, 10),
  UntagResource: everywhere(200, 1),
  UpdateMapRun: everywhere(100, 1),
  UpdateStateMachine: everywhere(100, 1),
  UpdateStateMachineAlias: everywhere(100, 1),
  ValidateStateMachineDefinition: everywhere(100, 1),
} satisfies Readonly<Record<string, Quota>>;
