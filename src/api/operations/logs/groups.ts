import { formatArn, type Place, parseArn } from '../../../base/arn.ts';
import { groupNotFound, InvalidParameterException, OperationAbortedException } from '../../../logs/errors.ts';
import type { LogGroup } from '../../../runtime/execution-logging/log-group.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { LogGroupBody, LogStreamBody } from '../../../store/resources/logs.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Resource, ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from '../commit-changes.ts';
import { jobStreamsOf } from './job-streams.ts';

/** The members by which requests name a group: its name, or one that may be an ARN as well. */
export interface GroupInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
}

/** The group that a request is about. Throws InvalidParameterException where it names none or one elsewhere. */
export function groupOf(
  { logGroupName, logGroupIdentifier }: GroupInput,
  { caller: { place } }: Call,
): LogGroup {
  const text = logGroupName ?? logGroupIdentifier;
  if (text === undefined || (logGroupName !== undefined && logGroupIdentifier !== undefined)) {
    throw new InvalidParameterException(
      'Exactly one of logGroupName and logGroupIdentifier must be specified.',
    );
  }
  return { ...place, name: nameOfGroup(text, place) };
}

/** `text` is a name or an ARN, with or without its `:*`. */
export function nameOfGroup(text: string, place: Place): string {
  const parts = parseArn(text);
  if (parts === undefined) return text;
  const [, name] = /^log-group:([^:]+)(?::\*)?$/.exec(parts.resource) ?? [];
  if (name === undefined || parts.account !== place.account || parts.region !== place.region) {
    throw new InvalidParameterException(
      'The specified log group identifier is not one of this account and region.',
    );
  }
  return name;
}

export function groupArn({ partition, region, account, name }: LogGroup): string {
  return formatArn({ partition, service: 'logs', region, account, resource: `log-group:${name}` });
}

export function groupKey({ account, region, name }: Omit<LogGroup, 'partition'>): ResourceKey<'LogGroup'> {
  return { kind: 'LogGroup', account, region, name };
}

export function streamKey({ account, region, name }: LogGroup, streamName: string): ResourceKey<'LogStream'> {
  return { kind: 'LogStream', account, region, name: `${name}:${streamName}` };
}

/** A group that was created, or that somebody logs to; undefined for one that was deleted since, or that never was. */
export async function findGroup(group: LogGroup, call: Call): Promise<LogGroupBody | undefined> {
  const { store, logs } = call.services;
  const found = await store.resources.get(groupKey(group));
  if (found !== undefined && found.body.deletedAt === undefined) return found.body;
  const [job] = await jobStreamsOf(group, call);
  const since = (await logs.presentSince(group)) ?? job?.createdAt;
  return since === undefined ? undefined : bodyOf(group, since);
}

/** Throws ResourceNotFoundException. */
export async function getGroup(group: LogGroup, call: Call): Promise<LogGroupBody> {
  const found = await findGroup(group, call);
  if (found === undefined) throw groupNotFound();
  return found;
}

/** A group of which nothing is set. */
export function bodyOf(group: LogGroup, createdAt: number): LogGroupBody {
  return {
    arn: groupArn(group),
    name: group.name,
    createdAt,
    retentionDays: undefined,
    groupClass: 'STANDARD',
    kmsKeyId: undefined,
    tags: [],
    deletedAt: undefined,
  };
}

/** Changes what is set of a group. Throws ResourceNotFoundException. */
export function changeGroup(
  group: LogGroup,
  call: Call,
  change: (body: LogGroupBody) => LogGroupBody,
): Promise<void> {
  const { store } = call.services;
  return commitChanges({
    store,
    decide: async () => {
      const known: Resource<'LogGroup'> | undefined = await store.resources.get(groupKey(group));
      const body = change(await getGroup(group, call));
      const expectedRevision = known?.revision ?? 0;
      return {
        changes: [{ type: 'put', key: groupKey(group), body, expectedRevision }],
        result: undefined,
      };
    },
    giveUp: () => new OperationAbortedException(),
  });
}

/** The permission for an action on a group, or on one of its streams. */
export async function groupPermission(
  action: `logs:${string}`,
  group: LogGroup,
  call: Call,
  { stream = '', context = {} }: { readonly stream?: string; readonly context?: Permission['context'] } = {},
): Promise<Permission> {
  const found = await call.services.store.resources.get(groupKey(group));
  return {
    action,
    resource: `${groupArn(group)}:log-stream:${stream}`,
    context: { ...resourceTags(found?.body.tags ?? []), ...context },
  };
}

export function resourceTags(tags: readonly Tag[]): NonNullable<Permission['context']> {
  return Object.fromEntries(tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value]));
}

const rowsAtOnce = 1_000;

/** The streams of a group that were created. */
export async function* streamRows(
  { account, region, name }: LogGroup,
  { services: { store } }: Call,
): AsyncIterable<{ readonly key: ResourceKey<'LogStream'>; readonly body: LogStreamBody }> {
  let after: string | undefined;
  for (;;) {
    const query = { kind: 'LogStream', account, region, prefix: `${name}:`, limit: rowsAtOnce } as const;
    const some = await store.resources.list(after === undefined ? query : { ...query, after });
    for (const row of some)
      yield { key: { kind: 'LogStream', account, region, name: row.name }, body: row.body };
    if (some.length < rowsAtOnce) return;
    after = some.at(-1)?.name;
  }
}
