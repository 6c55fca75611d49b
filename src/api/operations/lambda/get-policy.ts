import { ResourceNotFoundException } from './errors.ts';
import { type FunctionInput, parseFunctionReference } from './function-reference.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';
import { policyText } from './resource-policy.ts';
import { findPolicy } from './stored-function.ts';

export const getPolicy = lambdaOperation<FunctionInput>({
  name: 'GetPolicy',
  permissions: onFunction('GetPolicy'),
  run: async (input, { services, caller }) => {
    const policy = await findPolicy(services.store, parseFunctionReference(input, caller.place));
    if (policy === undefined) {
      throw new ResourceNotFoundException('The resource you requested does not exist.');
    }
    return { Policy: policyText(policy), RevisionId: policy.revisionId };
  },
});
