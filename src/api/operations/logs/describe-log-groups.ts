import type { Json } from '../../../base/json.ts';
import { InvalidParameterException } from '../../../logs/errors.ts';
import type { LogGroupBody } from '../../../store/resources/logs.ts';
import type { Call } from '../../operation.ts';
import { findGroup, nameOfGroup } from './groups.ts';
import { jobGroupNames } from './job-streams.ts';
import { logsOperation } from './logs-operation.ts';
import { cutPage, type PageInput, pageStart } from './pages.ts';

interface DescribeLogGroupsInput extends PageInput {
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly logGroupClass?: string;
  readonly includeLinkedAccounts?: boolean;
}

const groupsAtOnce = 1_000;

export const describeLogGroups = logsOperation<DescribeLogGroupsInput>({
  name: 'DescribeLogGroups',
  permissions: (_input, { caller: { place } }) => [
    {
      action: 'logs:DescribeLogGroups',
      resource: `arn:${place.partition}:logs:${place.region}:${place.account}:log-group::log-stream:`,
    },
  ],
  async run(input, call) {
    const {
      logGroupNamePrefix: prefix,
      logGroupNamePattern: pattern,
      logGroupIdentifiers,
      logGroupClass,
    } = input;
    if (prefix !== undefined && pattern !== undefined) {
      throw new InvalidParameterException(
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      );
    }
    const wanted = logGroupIdentifiers?.map((text) => nameOfGroup(text, call.caller.place));
    const names = (await groupNames(prefix ?? '', call)).filter(
      (name) =>
        name.startsWith(prefix ?? '') &&
        (pattern === undefined || name.toLowerCase().includes(pattern.toLowerCase())) &&
        (wanted === undefined || wanted.includes(name)),
    );
    const after = pageStart(input);
    const found: LogGroupBody[] = [];
    for (const name of names) {
      if (after !== undefined && name <= after) continue;
      const group = await findGroup({ ...call.caller.place, name }, call);
      if (group !== undefined && (logGroupClass ?? group.groupClass) === group.groupClass) found.push(group);
    }
    const { page, token } = cutPage(found, input, ({ name }) => name);
    return { logGroups: page.map(groupJson), ...token };
  },
});

/** Of groups that were created and of those that somebody logs to, in order. */
async function groupNames(prefix: string, call: Call): Promise<readonly string[]> {
  const { store, logs } = call.services;
  const { account, region } = call.caller.place;
  const names = new Set<string>();
  let after: string | undefined;
  for (;;) {
    const query = { kind: 'LogGroup', account, region, prefix, limit: groupsAtOnce } as const;
    const some = await store.resources.list(after === undefined ? query : { ...query, after });
    for (const { name } of some) names.add(name);
    if (some.length < groupsAtOnce) break;
    after = some.at(-1)?.name;
  }
  for (const name of await logs.groupNames(call.caller.place)) names.add(name);
  for (const name of await jobGroupNames(call.caller.place, call)) names.add(name);
  return [...names].sort();
}

function groupJson({ arn, name, createdAt, retentionDays, groupClass, kmsKeyId }: LogGroupBody): Json {
  return {
    logGroupName: name,
    creationTime: createdAt,
    ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: 0,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    logGroupClass: groupClass,
    logGroupArn: arn,
  };
}
