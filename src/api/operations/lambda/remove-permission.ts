import { changePolicy } from './change-policy.ts';
import { PreconditionFailedException, ResourceNotFoundException } from './errors.ts';
import { type FunctionInput, parseFunctionReference } from './function-reference.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';

interface RemovePermissionInput extends FunctionInput {
  readonly StatementId: string;
  readonly RevisionId?: string;
}

export const removePermission = lambdaOperation<RemovePermissionInput>({
  name: 'RemovePermission',
  permissions: onFunction('RemovePermission'),
  run: async (input, call) => {
    const reference = parseFunctionReference(input, call.caller.place);
    await changePolicy(call, reference, (policy) => {
      if (policy === undefined) {
        throw new ResourceNotFoundException('No policy is associated with the given resource.');
      }
      if (input.RevisionId !== undefined && input.RevisionId !== policy.revisionId) {
        throw new PreconditionFailedException('GetPolicy');
      }
      const statements = policy.statements.filter(({ Sid }) => Sid !== input.StatementId);
      if (statements.length === policy.statements.length) {
        throw new ResourceNotFoundException(
          `Statement ${input.StatementId} is not found in resource policy.`,
        );
      }
      // A policy that says nothing is none.
      return statements.length === 0
        ? undefined
        : { ...policy, statements, revisionId: call.services.newId() };
    });
    return {};
  },
});
