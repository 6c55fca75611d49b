import type { FunctionBody, FunctionSettings } from '../../../store/resources/functions.ts';
import type { Call } from '../../operation.ts';
import { changeFunction, checkRevisionId } from './change-function.ts';
import {
  type CodeInput,
  dropUnusedCode,
  endUse,
  keepCode,
  type UploadedCode,
  uploadCode,
} from './function-code.ts';
import { configurationJson } from './function-json.ts';
import {
  checkNamesWholeFunction,
  type FunctionReference,
  parseFunctionReference,
} from './function-reference.ts';
import { changeSettings } from './function-settings.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';
import { getFunction, listVersions } from './stored-function.ts';

interface UpdateFunctionCodeInput extends CodeInput {
  readonly FunctionName: string;
  readonly Publish?: boolean;
  readonly DryRun?: boolean;
  readonly RevisionId?: string;
  readonly Architectures?: readonly string[];
}

export const updateFunctionCode = lambdaOperation<UpdateFunctionCodeInput>({
  name: 'UpdateFunctionCode',
  permissions: onFunction('UpdateFunctionCode'),
  run: async (input, call) => {
    const { services, caller } = call;
    const reference = parseFunctionReference(input, caller.place);
    checkNamesWholeFunction(reference);
    const { body } = await getFunction(services.store, reference);
    checkRevisionId(body, input.RevisionId);
    const settings = codeSettings(body, input);
    const code = await uploadCode(services, input);
    const replaced = new Set([code.codeSha256]);
    try {
      if (input.DryRun === true) {
        return configurationJson(withCode(body, { code, settings }), reference.functionArn);
      }
      return await changeFunction(call, { reference, revisionId: input.RevisionId }, async (latest) => {
        replaced.add(latest.codeSha256);
        const changed = withCode(latest, { code, settings: codeSettings(latest, input) });
        const changes = await codeChanges(call, { reference, latest, code });
        return { body: changed, changes, publishes: input.Publish === true };
      });
    } finally {
      // What came of it decides which code has no function any more: the old, or the new.
      for (const codeSha256 of replaced) await dropUnusedCode(services, codeSha256);
    }
  },
});

interface CodeChange {
  readonly reference: FunctionReference;
  readonly latest: FunctionBody;
  readonly code: UploadedCode;
}

async function codeChanges({ services }: Call, { reference, latest, code }: CodeChange) {
  const { place, name, functionArn } = reference;
  const { codeSha256 } = latest;
  const keep = keepCode(code, functionArn);
  if (codeSha256 === code.codeSha256) return keep;
  const versions = latest.lastPublishedVersion === 0 ? [] : await listVersions(services.store, place, name);
  if (versions.some((version) => version.body.codeSha256 === codeSha256)) return keep;
  return [...keep, endUse(codeSha256, functionArn)];
}

/** Which processor the code is for comes with the code. */
function codeSettings(
  { settings }: FunctionBody,
  { Architectures }: UpdateFunctionCodeInput,
): FunctionSettings {
  return Architectures === undefined ? settings : changeSettings(settings, { Architectures });
}

function withCode(
  body: FunctionBody,
  { code, settings }: { readonly code: UploadedCode; readonly settings: FunctionSettings },
): FunctionBody {
  return { ...body, codeSha256: code.codeSha256, codeSize: code.codeSize, settings };
}
