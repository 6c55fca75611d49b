import { changeFunction } from './change-function.ts';
import { checkExecutionRole } from './execution-role.ts';
import { checkNamesWholeFunction, parseFunctionReference } from './function-reference.ts';
import { changeSettings, type SettingsInput } from './function-settings.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { functionPermission, passRole } from './permissions.ts';
import { getFunction } from './stored-function.ts';

interface UpdateFunctionConfigurationInput extends SettingsInput {
  readonly FunctionName: string;
  readonly RevisionId?: string;
}

export const updateFunctionConfiguration = lambdaOperation<UpdateFunctionConfigurationInput>({
  name: 'UpdateFunctionConfiguration',
  permissions: async (input, call) => {
    const reference = parseFunctionReference(input, call.caller.place);
    const update = await functionPermission('lambda:UpdateFunctionConfiguration', reference, call);
    return input.Role === undefined ? [update] : [update, passRole(input.Role, reference.functionArn)];
  },
  run: async (input, call) => {
    const reference = parseFunctionReference(input, call.caller.place);
    checkNamesWholeFunction(reference);
    await getFunction(call.services.store, reference);
    if (input.Role !== undefined) {
      await checkExecutionRole(call.services, { functionArn: reference.functionArn, roleArn: input.Role });
    }
    return changeFunction(call, { reference, revisionId: input.RevisionId }, (body) => ({
      body: { ...body, settings: changeSettings(body.settings, input) },
    }));
  },
});
