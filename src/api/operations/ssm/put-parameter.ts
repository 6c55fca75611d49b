import { RE2JS } from 're2js';
import { ValidationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { ParameterBody, ParameterVersion } from '../../../store/resources/ssm.ts';
import type { ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { commitChanges, type Decided } from '../commit-changes.ts';
import {
  HierarchyLevelLimitExceededException,
  ParameterAlreadyExists,
  ParameterMaxVersionLimitExceeded,
  ParameterPatternMismatchException,
  TooManyUpdates,
} from './errors.ts';
import {
  findParameter,
  parameterArn,
  parameterKey,
  parameterPermission,
  parseName,
  purposeOf,
  versionKey,
} from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';

interface PutParameterInput {
  readonly Name: string;
  readonly Value: string;
  readonly Type?: ParameterVersion['type'];
  readonly Description?: string;
  readonly KeyId?: string;
  readonly Overwrite?: boolean;
  readonly AllowedPattern?: string;
  readonly Tags?: readonly WireTag[];
  readonly Tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering';
  readonly Policies?: string;
  readonly DataType?: string;
}

// Source: User Guide, "Managing parameter tiers" and "Requirements and constraints for parameter names".
const standardBytesMax = 4 * 1024;
const advancedBytesMax = 8 * 1024;
const levelsMax = 15;
const versionsMax = 100;

export const putParameter = ssmOperation<PutParameterInput>({
  name: 'PutParameter',
  permissions: async ({ Name, Overwrite = false, Tags }, call) => {
    const permission = await parameterPermission('ssm:PutParameter', Name, call, {
      'ssm:Overwrite': String(Overwrite),
      ...requestTags(Tags),
    });
    if (Tags === undefined) return [permission];
    return [permission, { ...permission, action: 'ssm:AddTagsToResource' }];
  },
  run: (input, call) => {
    checkInput(input);
    return commitChanges({
      store: call.services.store,
      decide: () => decide(input, call),
      giveUp: () => new TooManyUpdates(),
    });
  },
});

function checkInput({ Name, Overwrite = false, Tags, Policies, DataType = 'text' }: PutParameterInput): void {
  if (!/^[\w./:-]+$/.test(Name) || /^\/?(aws|ssm)/i.test(Name)) {
    throw new ValidationException(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive), and consists of letters, digits and .-_/ only.',
    );
  }
  if (Name.includes('/') && !Name.startsWith('/') && !Name.startsWith('arn:')) {
    throw new ValidationException('Parameter name must be a fully qualified name.');
  }
  if (Name.split('/').length - 1 > levelsMax) {
    throw new HierarchyLevelLimitExceededException(
      `Parameter ${Name} exceeds the maximum hierarchy depth of ${levelsMax} levels.`,
    );
  }
  if (Overwrite && Tags !== undefined) {
    throw new ValidationException(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  if (Policies !== undefined && Policies !== '' && Policies !== '[]') {
    throw new ValidationException('Parameters of this server have no policies.');
  }
  if (DataType !== 'text' && DataType !== 'aws:ec2:image' && DataType !== 'aws:ssm:integration') {
    throw new ValidationException(`The following data type is not supported: ${DataType}`);
  }
}

async function decide(input: PutParameterInput, call: Call): Promise<Decided<JsonObject>> {
  const { caller } = call;
  const { name } = parseName(input.Name, call);
  const known = await findParameter(name, call);
  if (known !== undefined && input.Overwrite !== true) throw new ParameterAlreadyExists();
  const before = known?.body;
  const arn = parameterArn(caller.place, name);
  const latest = nextVersion(input, before, { arn, call });
  const body: ParameterBody = {
    arn,
    name,
    tags: mergeTags(before?.tags ?? [], input.Tags),
    latest,
    labels: before?.labels ?? {},
  };
  const changes: readonly ResourceChange[] = [
    { type: 'put', key: parameterKey(caller.place, name), body, expectedRevision: known?.revision ?? 0 },
    {
      type: 'put',
      key: versionKey(caller.place, name, latest.version),
      body: latest,
      expectedRevision: undefined,
    },
    ...droppedVersion(body, call),
  ];
  return { changes, result: { Version: latest.version, Tier: latest.tier } };
}

function nextVersion(
  input: PutParameterInput,
  before: ParameterBody | undefined,
  { arn, call }: { readonly arn: string; readonly call: Call },
): ParameterVersion {
  const { Value, Description, KeyId, AllowedPattern, Tier = 'Standard', DataType } = input;
  const type = input.Type ?? before?.latest.type;
  if (type === undefined) {
    throw new ValidationException('A parameter type is required when you create a parameter.');
  }
  const bytes = Buffer.byteLength(Value);
  const isLarge = bytes > standardBytesMax;
  // A parameter that is advanced stays so.
  const isAdvanced =
    Tier === 'Advanced' || before?.latest.tier === 'Advanced' || (Tier === 'Intelligent-Tiering' && isLarge);
  if (bytes > (isAdvanced ? advancedBytesMax : standardBytesMax)) {
    throw new ValidationException(
      isAdvanced
        ? `Advanced tier parameters support a maximum parameter value of ${advancedBytesMax} characters.`
        : `Standard tier parameters support a maximum parameter value of ${standardBytesMax} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`,
    );
  }
  checkPattern(Value, AllowedPattern);
  const version = (before?.latest.version ?? 0) + 1;
  const { sealing, clock } = call.services;
  const { principal } = call.caller;
  return {
    version,
    type,
    value: type === 'SecureString' ? sealing.seal(Value, purposeOf(arn, version)) : Value,
    description: Description ?? before?.latest.description,
    allowedPattern: AllowedPattern,
    keyId: type === 'SecureString' ? (KeyId ?? 'alias/aws/ssm') : undefined,
    tier: isAdvanced ? 'Advanced' : 'Standard',
    dataType: DataType ?? before?.latest.dataType ?? 'text',
    modifiedAt: clock.now(),
    modifiedBy: 'arn' in principal ? principal.arn : '',
  };
}

function checkPattern(value: string, pattern: string | undefined): void {
  if (pattern === undefined) return;
  let matches: boolean;
  try {
    matches = RE2JS.compile(pattern).matcher(value).find();
  } catch {
    throw new ValidationException(`The allowed pattern ${pattern} is no regular expression.`);
  }
  if (!matches) {
    throw new ParameterPatternMismatchException(
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}

/** The oldest version goes, unless a label holds it. */
function droppedVersion(
  { name, latest, labels }: ParameterBody,
  { caller }: Call,
): readonly ResourceChange[] {
  const oldest = latest.version - versionsMax;
  if (oldest < 1) return [];
  const label = Object.entries(labels).find(([, version]) => version === oldest)?.[0];
  if (label !== undefined) {
    throw new ParameterMaxVersionLimitExceeded(
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  }
  return [{ type: 'delete', key: versionKey(caller.place, name, oldest), expectedRevision: undefined }];
}
