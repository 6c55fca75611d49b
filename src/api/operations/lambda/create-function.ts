import { ValidationException } from '../../../base/aws-error.ts';
import type { FunctionBody } from '../../../store/resources/functions.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from './commit-changes.ts';
import { ResourceConflictException } from './errors.ts';
import { checkExecutionRole } from './execution-role.ts';
import { type CodeInput, dropUnusedCode, keepCode, type UploadedCode, uploadCode } from './function-code.ts';
import { configurationJson, versionArn } from './function-json.ts';
import {
  checkNamesWholeFunction,
  type FunctionReference,
  parseFunctionReference,
} from './function-reference.ts';
import { parseSettings, type SettingsInput } from './function-settings.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { passRole, toCreate } from './permissions.ts';
import { publishVersion } from './publish-version.ts';
import { functionKey } from './stored-function.ts';

interface CreateFunctionInput extends SettingsInput {
  readonly FunctionName: string;
  readonly Role: string;
  readonly Code: CodeInput;
  readonly Publish?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
}

/** Characters of the name alone; the API model bounds the whole ARN. Source: API Reference, "CreateFunction". */
const nameCharactersMax = 64;

export const createFunction = lambdaOperation<CreateFunctionInput>({
  name: 'CreateFunction',
  permissions: (input, { caller }) => {
    const { functionArn } = parseFunctionReference(input, caller.place);
    return [...toCreate(functionArn, input.Tags ?? {}), passRole(input.Role, functionArn)];
  },
  run: async (input, call) => {
    const { services } = call;
    const reference = parseFunctionReference(input, call.caller.place);
    checkNamesWholeFunction(reference);
    checkName(reference.name);
    const settings = parseSettings(reference.name, input);
    await checkIsFree(call, reference);
    await checkExecutionRole(services, { functionArn: reference.functionArn, roleArn: input.Role });
    const code = await uploadCode(services, input.Code);
    const body: FunctionBody = {
      functionArn: reference.functionArn,
      name: reference.name,
      version: '$LATEST',
      codeSha256: code.codeSha256,
      codeSize: code.codeSize,
      settings,
      revisionId: services.newId(),
      updatedAt: services.clock.now(),
      tags: Object.entries(input.Tags ?? {}).map(([key, value]) => ({ key, value })),
      lastPublishedVersion: 0,
    };
    try {
      return await writeFunction(call, { reference, body, code, publishes: input.Publish === true });
    } catch (error) {
      await dropUnusedCode(services, code.codeSha256);
      throw error;
    }
  },
});

interface NewFunction {
  readonly reference: FunctionReference;
  readonly body: FunctionBody;
  readonly code: UploadedCode;
  readonly publishes: boolean;
}

function writeFunction(call: Call, { reference, body, code, publishes }: NewFunction) {
  const { services } = call;
  const { place, name, functionArn } = reference;
  return commitChanges(services.store, functionArn, async () => {
    await checkIsFree(call, reference);
    const publication = publishes ? await publishVersion(services, place, body) : undefined;
    const put = {
      type: 'put',
      key: functionKey(place, name),
      body: publication?.body ?? body,
      expectedRevision: 0,
    } as const;
    const result =
      publication === undefined
        ? configurationJson(body, functionArn)
        : configurationJson(publication.version, versionArn(publication.version));
    return { changes: [put, ...keepCode(code, functionArn), ...(publication?.changes ?? [])], result };
  });
}

async function checkIsFree({ services }: Call, { place, name }: FunctionReference): Promise<void> {
  if ((await services.store.resources.get(functionKey(place, name))) === undefined) return;
  throw new ResourceConflictException(`Function already exist: ${name}`);
}

function checkName(name: string): void {
  if (name.length <= nameCharactersMax) return;
  throw new ValidationException(
    `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${nameCharactersMax}`,
  );
}
