import { configurationJson } from './function-json.ts';
import { type FunctionInput, parseFunctionReference } from './function-reference.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';
import { getVersion } from './stored-function.ts';

export const getFunctionConfiguration = lambdaOperation<FunctionInput>({
  name: 'GetFunctionConfiguration',
  permissions: onFunction('GetFunctionConfiguration'),
  run: async (input, { services, caller }) => {
    const reference = parseFunctionReference(input, caller.place);
    return configurationJson(await getVersion(services.store, reference), reference.arn);
  },
});
