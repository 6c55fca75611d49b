import { AccessDeniedException } from '../../../base/aws-error.ts';
import { isJsonObject } from '../../../base/json.ts';
import type { IamAction, IamAnswer, IamRequest } from '../../../policy-generator/role-changes.ts';
import { apiModels } from '../../model/model.ts';
import type { Call, Operation } from '../../operation.ts';
import { compileInputValidation, type ValidateInput } from '../../protocol/validate-input.ts';
import { NoSuchEntity } from '../iam/errors.ts';
import { iamOperations } from '../iam/index.ts';

/** What IAM answers to `request` as it would to the same caller's own. Throws its AwsErrors, but for NoSuchEntity. */
export async function askIam({ action, input }: IamRequest, call: Call): Promise<IamAnswer> {
  const operation: Operation = iamOperations[action];
  try {
    validationOf(action)(input);
    for (const permission of await operation.permissions(input, call))
      await call.services.identity.authorize(call.caller, permission);
    const output = await operation.run(input, call);
    return isJsonObject(output) ? output : {};
  } catch (error) {
    if (error instanceof NoSuchEntity) return 'NoSuchEntity';
    // IAM has a name and a status of its own for a denial; the caller asked this API.
    throw error instanceof AccessDeniedException ? new AccessDeniedException(error.message) : error;
  }
}

const validations = new Map<IamAction, ValidateInput>();

function validationOf(action: IamAction): ValidateInput {
  const known = validations.get(action) ?? compileInputValidation(apiModels.iam, action);
  validations.set(action, known);
  return known;
}
