import { type Arn, formatArn, type Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { GlueJobBody } from '../../../store/resources/glue.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import { InvalidInputException, jobNotFound } from './errors.ts';

/** A job as CreateJob and UpdateJob describe it, as far as it is read. */
export interface JobSettings {
  readonly Role?: string;
  readonly Command?: JobCommand & JsonObject;
  readonly DefaultArguments?: Readonly<Record<string, string>>;
  readonly NonOverridableArguments?: Readonly<Record<string, string>>;
  readonly MaxRetries?: number;
  readonly Timeout?: number;
  readonly ExecutionProperty?: { readonly MaxConcurrentRuns?: number };
}

interface JobCommand {
  readonly Name?: string;
  readonly ScriptLocation?: string;
}

/** The commands whose scripts Python runs; Spark and Ray are not here. */
const commandNames: ReadonlySet<string> = new Set(['pythonshell', 'glueetl']);

/** Retries of a run. Source: AWS Glue, "Adding jobs", number of retries. */
const retriesMax = 10;

/** Minutes a run may take where nobody says. Source: API Reference, "Job", Timeout. */
export const timeoutMinutesDefault = 2880;

export function jobKey({ account, region }: Place, name: string): ResourceKey<'GlueJob'> {
  return { kind: 'GlueJob', account, region, name };
}

export function jobArn(place: Place, name: string): Arn {
  return formatArn({ ...place, service: 'glue', resource: `job/${name}` });
}

/** `Role` may be a role's name. */
export function roleArnOf({ partition, account }: Place, role: string): Arn {
  return role.startsWith('arn:') ? role : `arn:${partition}:iam::${account}:role/${role}`;
}

/** The job `name`; throws EntityNotFoundException. */
export async function getGlueJob(store: Store, place: Place, name: string): Promise<Resource<'GlueJob'>> {
  const found = await store.resources.get(jobKey(place, name));
  if (found === undefined) throw jobNotFound(name);
  return found;
}

export function settingsOf({ reported }: GlueJobBody): JobSettings {
  return reported as JobSettings;
}

/** Throws InvalidInputException for a job that cannot be run here. */
export function checkSettings({ Command, MaxRetries = 0, Timeout, ExecutionProperty }: JobSettings): void {
  const { Name: name = '', ScriptLocation: script = '' } = Command ?? {};
  if (!commandNames.has(name)) {
    throw new InvalidInputException(
      `This server runs jobs with the command ${[...commandNames].join(' or ')}, not ${name === '' ? 'none' : name}.`,
    );
  }
  if (script === '') throw new InvalidInputException('Command.ScriptLocation must not be empty.');
  if (MaxRetries < 0 || MaxRetries > retriesMax) {
    throw new InvalidInputException(`MaxRetries must be between 0 and ${retriesMax}.`);
  }
  checkTimeout(Timeout);
  if ((ExecutionProperty?.MaxConcurrentRuns ?? 1) < 1) {
    throw new InvalidInputException('MaxConcurrentRuns must be at least 1.');
  }
}

/** Throws InvalidInputException. */
export function checkTimeout(minutes: number = timeoutMinutesDefault): void {
  if (minutes < 1) throw new InvalidInputException('Timeout must be at least 1 minute.');
}

/** The API's Job. */
export function jobJson({ name, body }: { readonly name: string; readonly body: GlueJobBody }): JsonObject {
  return {
    Name: name,
    CreatedOn: body.createdAt,
    LastModifiedOn: body.updatedAt,
    ExecutionProperty: { MaxConcurrentRuns: 1 },
    MaxRetries: 0,
    AllocatedCapacity: 0,
    Timeout: timeoutMinutesDefault,
    GlueVersion: '0.9',
    ...body.reported,
  };
}
