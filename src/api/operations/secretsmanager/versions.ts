import type { SecretBody, SecretVersion } from '../../../store/resources/secrets.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Services } from '../../operation.ts';
import { InvalidParameterException, ResourceExistsException, ResourceNotFoundException } from './errors.ts';
import { purposeOf, valueKey } from './secrets.ts';

export const current = 'AWSCURRENT';
export const previous = 'AWSPREVIOUS';

/** Versions kept besides those that a stage names. Source: User Guide, "AWS Secrets Manager quotas". */
const versionsMax = 100;
/** UTF-8 bytes of a value. Source: the same page. */
const valueBytesMax = 65_536;

/** A value as requests and answers carry it. */
export interface WireValue {
  readonly SecretString?: string;
  /** Base64. */
  readonly SecretBinary?: string;
}

export interface NewVersion {
  readonly id: string;
  readonly stages: readonly string[];
  readonly value: WireValue;
  readonly at: number;
}

/** Whether the request has a value. Throws InvalidParameterException where it has two, or too much of one. */
export function hasValue({ SecretString, SecretBinary }: WireValue): boolean {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new InvalidParameterException(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  const bytes =
    SecretString === undefined ? ((SecretBinary?.length ?? 0) * 3) / 4 : Buffer.byteLength(SecretString);
  if (bytes > valueBytesMax) {
    throw new InvalidParameterException(`A secret value can have at most ${valueBytesMax} bytes.`);
  }
  return SecretString !== undefined || SecretBinary !== undefined;
}

/** The value alone of a request that has one. */
export function givenValue({ SecretString, SecretBinary }: WireValue): WireValue {
  return {
    ...(SecretString !== undefined && { SecretString }),
    ...(SecretBinary !== undefined && { SecretBinary }),
  };
}

/** `body` with a version more, and what is written besides: its value, and that values of versions dropped go. */
export function addVersion(
  body: SecretBody,
  { id, stages, value, at }: NewVersion,
  { sealing }: Pick<Services, 'sealing'>,
): { readonly body: SecretBody; readonly more: readonly ResourceChange[] } {
  const made: SecretVersion = { id, stages: [], createdAt: at };
  let versions: readonly SecretVersion[] = [...body.versions, made];
  for (const stage of stages) versions = moveStage(versions, stage, id);
  const unnamed = versions.filter((version) => version.stages.length === 0);
  const dropped = new Set(unnamed.slice(0, Math.max(0, unnamed.length - versionsMax)));
  const sealed = sealing.seal(JSON.stringify(value), purposeOf(body, id));
  return {
    body: { ...body, changedAt: at, versions: versions.filter((version) => !dropped.has(version)) },
    more: [
      { type: 'put', key: valueKey(body, id), body: { sealed }, expectedRevision: undefined },
      ...[...dropped].map(
        (version): ResourceChange => ({
          type: 'delete',
          key: valueKey(body, version.id),
          expectedRevision: undefined,
        }),
      ),
    ],
  };
}

/** Each stage names one version. The one that was current becomes the previous one. */
export function moveStage(
  versions: readonly SecretVersion[],
  stage: string,
  to: string | undefined,
): readonly SecretVersion[] {
  const from = versions.find(({ stages }) => stages.includes(stage));
  const moved = versions.map((version) => withStage(version, stage, version.id === to));
  if (stage !== current || from === undefined || from.id === to || to === undefined) return moved;
  return moved.map((version) => withStage(version, previous, version.id === from.id));
}

function withStage(version: SecretVersion, stage: string, isNamed: boolean): SecretVersion {
  if (version.stages.includes(stage) === isNamed) return version;
  const others = version.stages.filter((other) => other !== stage);
  return { ...version, stages: isNamed ? [...others, stage] : others };
}

/** The version that a request asks for. Throws ResourceNotFoundException and InvalidParameterException. */
export function findVersion(
  { versions }: SecretBody,
  { VersionId, VersionStage }: { readonly VersionId?: string; readonly VersionStage?: string },
): SecretVersion {
  const stage = VersionStage ?? (VersionId === undefined ? current : undefined);
  const found = versions.find(
    ({ id, stages }) =>
      (VersionId === undefined || id === VersionId) && (stage === undefined || stages.includes(stage)),
  );
  if (found !== undefined) return found;
  if (VersionId !== undefined && VersionStage !== undefined && versions.some(({ id }) => id === VersionId)) {
    throw new InvalidParameterException(
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  const what = VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`;
  throw new ResourceNotFoundException(`Secrets Manager can't find the specified secret value for ${what}`);
}

/** The value of a version, which has one. */
export async function readValue(
  body: SecretBody,
  { id }: SecretVersion,
  { store, sealing }: Pick<Services, 'store' | 'sealing'>,
): Promise<WireValue> {
  const found = await store.resources.get(valueKey(body, id));
  if (found === undefined) throw new ResourceNotFoundException();
  return JSON.parse(sealing.open(found.body.sealed, purposeOf(body, id))) as WireValue;
}

/** Whether a request repeats the one that made a version. Throws ResourceExistsException where it asks for another value. */
export async function isRepeated(
  body: SecretBody,
  { id, value }: { readonly id: string; readonly value: WireValue },
  services: Pick<Services, 'store' | 'sealing'>,
): Promise<boolean> {
  const known = body.versions.find((version) => version.id === id);
  if (known === undefined) return false;
  const before = await readValue(body, known, services);
  if (before.SecretString === value.SecretString && before.SecretBinary === value.SecretBinary) return true;
  throw new ResourceExistsException(
    `The operation failed because a version of the secret with the ClientRequestToken ${id} already exists with another value.`,
  );
}
