import type { Json } from '../../../base/json.ts';
import type { SecretBody } from '../../../store/resources/secrets.ts';
import type { Call } from '../../operation.ts';
import { commitChanges, type Decided } from '../commit-changes.ts';
import { optional } from '../typed-operation.ts';
import {
  InternalServiceError,
  InvalidParameterException,
  InvalidRequestException,
  ResourceExistsException,
} from './errors.ts';
import { isGone, newArn, secretKey, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';
import { addVersion, current, givenValue, hasValue, isRepeated, type WireValue } from './versions.ts';

interface CreateSecretInput extends WireValue {
  readonly Name: string;
  readonly ClientRequestToken?: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: readonly WireTag[];
  readonly AddReplicaRegions?: readonly unknown[];
}

export const createSecret = secretsOperation<CreateSecretInput>({
  name: 'CreateSecret',
  permissions: async ({ Name, Description, KmsKeyId, Tags }, call) => {
    const permission = await secretPermission('secretsmanager:CreateSecret', Name, call, {
      'secretsmanager:Name': Name,
      ...(Description !== undefined && { 'secretsmanager:Description': Description }),
      ...(KmsKeyId !== undefined && { 'secretsmanager:KmsKeyId': KmsKeyId }),
      ...requestTags(Tags),
    });
    if (Tags === undefined) return [permission];
    return [permission, { ...permission, action: 'secretsmanager:TagResource' }];
  },
  run: (input, call) => {
    checkName(input);
    return commitChanges({
      store: call.services.store,
      decide: () => decideCreation(input, call),
      giveUp: () => new InternalServiceError(),
    });
  },
});

function checkName({ Name, AddReplicaRegions = [] }: CreateSecretInput): void {
  if (!/^[A-Za-z0-9/_+=.@-]+$/.test(Name)) {
    throw new InvalidParameterException(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
  if (AddReplicaRegions.length > 0) {
    throw new InvalidParameterException('Secrets of this server have no replicas.');
  }
}

async function decideCreation(input: CreateSecretInput, call: Call): Promise<Decided<Json>> {
  const { services, caller } = call;
  const { Name: name, ClientRequestToken, Description, KmsKeyId, Tags } = input;
  const key = secretKey(caller.place, name);
  const known = await services.store.resources.get(key);
  const now = services.clock.now();
  const id = ClientRequestToken ?? services.newId();
  const isThere = known !== undefined && !isGone(known.body, now);
  if (isThere) return { changes: [], result: await answerExisting(known.body, { id, input }, call) };
  const created: SecretBody = {
    arn: newArn(caller.place, name, suffixOf(services.newId())),
    name,
    description: Description,
    kmsKeyId: KmsKeyId,
    tags: mergeTags([], Tags),
    policy: undefined,
    createdAt: now,
    changedAt: now,
    accessedAt: undefined,
    deletion: undefined,
    versions: [],
  };
  const version = hasValue(input)
    ? addVersion(created, { id, stages: [current], value: givenValue(input), at: now }, services)
    : undefined;
  const { body, more } = version ?? { body: created, more: [] };
  return {
    changes: [{ type: 'put', key, body, expectedRevision: known?.revision ?? 0 }, ...more],
    result: { ARN: body.arn, Name: name, ...optional('VersionId', version === undefined ? undefined : id) },
  };
}

/** What the request that created it was answered, if this is the same one. */
async function answerExisting(
  body: SecretBody,
  { id, input }: { readonly id: string; readonly input: CreateSecretInput },
  { services }: Call,
): Promise<Json> {
  if (body.deletion !== undefined) {
    throw new InvalidRequestException(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (!(await isRepeated(body, { id, value: givenValue(input) }, services))) {
    throw new ResourceExistsException(`The operation failed because the secret ${body.name} already exists.`);
  }
  return { ARN: body.arn, Name: body.name, VersionId: id };
}

function suffixOf(id: string): string {
  return id.replaceAll('-', '').slice(-6);
}
