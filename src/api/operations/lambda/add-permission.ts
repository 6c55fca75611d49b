import { InvalidParameterValueException } from '../../../compute/errors.ts';
import type { FunctionPolicyBody } from '../../../store/resources/functions.ts';
import { changePolicy } from './change-policy.ts';
import {
  PolicyLengthExceededException,
  PreconditionFailedException,
  ResourceConflictException,
} from './errors.ts';
import { type FunctionInput, parseFunctionReference } from './function-reference.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { onFunction } from './permissions.ts';
import { composeStatement, policyText, type StatementInput } from './resource-policy.ts';

interface AddPermissionInput extends FunctionInput, StatementInput {
  readonly RevisionId?: string;
}

/** Characters of a function's policy. Source: Developer Guide, "Lambda quotas". */
const policyCharactersMax = 20_480;

export const addPermission = lambdaOperation<AddPermissionInput>({
  name: 'AddPermission',
  permissions: onFunction('AddPermission'),
  run: async (input, call) => {
    const reference = parseFunctionReference(input, call.caller.place);
    if (reference.qualifier === '$LATEST') {
      throw new InvalidParameterValueException('We currently do not support adding policies for $LATEST.');
    }
    const statement = composeStatement(input, reference.arn);
    await changePolicy(call, reference, (policy) => {
      if (input.RevisionId !== undefined && input.RevisionId !== policy?.revisionId) {
        throw new PreconditionFailedException('GetPolicy');
      }
      const statements = policy?.statements ?? [];
      if (statements.some(({ Sid }) => Sid === input.StatementId)) {
        throw new ResourceConflictException(
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      const changed: FunctionPolicyBody = {
        resourceArn: reference.arn,
        statements: [...statements, statement],
        revisionId: call.services.newId(),
      };
      checkLength(changed);
      return changed;
    });
    return { Statement: JSON.stringify(statement) };
  },
});

function checkLength(policy: FunctionPolicyBody): void {
  const { length } = policyText(policy);
  if (length <= policyCharactersMax) return;
  throw new PolicyLengthExceededException(
    `The final policy size (${length}) is bigger than the limit (${policyCharactersMax}).`,
  );
}
