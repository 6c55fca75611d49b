import { type Arn, formatArn, type Place, parseArn } from '../../../base/arn.ts';
import { ValidationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { ParameterBody, ParameterVersion } from '../../../store/resources/ssm.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Resource, ResourceChange, ResourceKey } from '../../../store/store.ts';
import type { Call, Services } from '../../operation.ts';
import { commitChanges } from '../commit-changes.ts';
import { ParameterNotFound, ParameterVersionNotFound, TooManyUpdates } from './errors.ts';

/** What a request names: a parameter, and a version or a label of it. */
export interface ParameterName {
  readonly name: string;
  readonly selector: string | undefined;
}

/** `/db/host`, `/db/host:3`, `/db/host:label`, or an ARN of such. */
export function parseName(text: string, { caller: { place } }: Pick<Call, 'caller'>): ParameterName {
  const parts = parseArn(text);
  const [name = '', selector, ...more] = (parts === undefined ? text : nameInArn(parts.resource)).split(':');
  if (more.length > 0) throw new ValidationException(`Parameter name: ${text} is not valid.`);
  if (parts !== undefined && (parts.account !== place.account || parts.region !== place.region)) {
    throw new ParameterNotFound();
  }
  return { name, selector };
}

/** ARNs do not tell whether a name of one level begins with a slash. */
function nameInArn(resource: string): string {
  const path = resource.replace(/^parameter/, '');
  return path.indexOf('/', 1) < 0 ? path.slice(1) : path;
}

export function parameterArn({ partition, account, region }: Place, name: string): Arn {
  const path = name.startsWith('/') ? name : `/${name}`;
  return formatArn({ partition, account, region, service: 'ssm', resource: `parameter${path}` });
}

export function parameterKey({ account, region }: Place, name: string): ResourceKey<'Parameter'> {
  return { kind: 'Parameter', account, region, name };
}

export function versionKey(
  { account, region }: Place,
  name: string,
  version: number,
): ResourceKey<'ParameterVersion'> {
  return { kind: 'ParameterVersion', account, region, name: `${name}:${String(version).padStart(10, '0')}` };
}

export function findParameter(
  name: string,
  { caller, services }: Call,
): Promise<Resource<'Parameter'> | undefined> {
  return services.store.resources.get(parameterKey(caller.place, name));
}

/** Throws ParameterNotFound. */
export async function getParameter(name: string, call: Call): Promise<Resource<'Parameter'>> {
  const found = await findParameter(name, call);
  if (found === undefined) throw new ParameterNotFound();
  return found;
}

/** The version that is asked for, by default the latest. Throws ParameterNotFound and ParameterVersionNotFound. */
export async function getVersion(
  { name, selector }: ParameterName,
  call: Call,
): Promise<{ readonly body: ParameterBody; readonly version: ParameterVersion }> {
  const { body } = await getParameter(name, call);
  if (selector === undefined) return { body, version: body.latest };
  const number = /^\d+$/.test(selector) ? Number(selector) : body.labels[selector];
  if (number === body.latest.version) return { body, version: body.latest };
  const key = versionKey(call.caller.place, name, number ?? 0);
  const found = number === undefined ? undefined : await call.services.store.resources.get(key);
  if (found === undefined) throw new ParameterVersionNotFound(name, selector);
  return { body, version: found.body };
}

/** Changes a parameter, with what else changes with it. Throws ParameterNotFound. */
export function changeParameter<Result>(
  name: string,
  call: Call,
  decide: (body: ParameterBody) => {
    readonly body: ParameterBody;
    readonly more?: readonly ResourceChange[];
    readonly result: Result;
  },
): Promise<Result> {
  return commitChanges({
    store: call.services.store,
    decide: async () => {
      const { body: before, revision, ...key } = await getParameter(name, call);
      const { body, more = [], result } = decide(before);
      return { changes: [{ type: 'put', key, body, expectedRevision: revision }, ...more], result };
    },
    giveUp: () => new TooManyUpdates(),
  });
}

/** What a SecureString is sealed for. */
export function purposeOf(arn: Arn, version: number): string {
  return `${arn} ${version}`;
}

/** The value, or for a SecureString that is not to be decrypted what stands on disk for it. */
export function valueText(
  arn: Arn,
  { type, value, version }: ParameterVersion,
  { sealing, isDecrypted }: Pick<Services, 'sealing'> & { readonly isDecrypted: boolean },
): string {
  return type === 'SecureString' && isDecrypted ? sealing.open(value, purposeOf(arn, version)) : value;
}

/** A parameter as GetParameter has it. */
export function parameterJson(
  { arn, name }: ParameterBody,
  version: ParameterVersion,
  value: { readonly text: string; readonly selector?: string | undefined },
): JsonObject {
  return {
    Name: name,
    Type: version.type,
    Value: value.text,
    Version: version.version,
    ...(value.selector !== undefined && { Selector: `:${value.selector}` }),
    LastModifiedDate: version.modifiedAt,
    ARN: arn,
    DataType: version.dataType,
  };
}

export async function parameterPermission(
  action: `ssm:${string}`,
  text: string,
  call: Call,
  context: Permission['context'] = {},
): Promise<Permission> {
  const { name } = parseName(text, call);
  const found = await findParameter(name, call);
  return {
    action,
    resource: parameterArn(call.caller.place, name),
    context: { ...resourceTags(found?.body.tags ?? []), ...context },
  };
}

function resourceTags(tags: readonly Tag[]): NonNullable<Permission['context']> {
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`ssm:resourceTag/${key}`, value],
    ]),
  );
}

const parametersAtOnce = 1_000;

/** The caller's parameters whose names begin with `prefix`, in order. */
export async function* parametersIn(
  prefix: string,
  { caller, services }: Call,
  start?: string,
): AsyncIterable<ParameterBody> {
  const { account, region } = caller.place;
  let after = start;
  for (;;) {
    const query = { kind: 'Parameter', account, region, prefix, limit: parametersAtOnce } as const;
    const some = await services.store.resources.list(after === undefined ? query : { ...query, after });
    for (const { body } of some) yield body;
    if (some.length < parametersAtOnce) return;
    after = some.at(-1)?.name;
  }
}
