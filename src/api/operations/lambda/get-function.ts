import { configurationJson } from './function-json.ts';
import { type FunctionInput, parseFunctionReference } from './function-reference.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';
import { getFunction as getStored, getVersion } from './stored-function.ts';

/** The answer has no `Code.Location`: this server has no presigned links to what was uploaded. */
export const getFunction = lambdaOperation<FunctionInput>({
  name: 'GetFunction',
  permissions: onFunction('GetFunction'),
  run: async (input, { services, caller }) => {
    const reference = parseFunctionReference(input, caller.place);
    const version = await getVersion(services.store, reference);
    const { tags } = (await getStored(services.store, reference)).body;
    return {
      Configuration: configurationJson(version, reference.arn),
      Code: { RepositoryType: 'S3' },
      ...(tags.length === 0 ? {} : { Tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) }),
    };
  },
});
