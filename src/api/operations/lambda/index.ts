import type { Operation } from '../../operation.ts';
import { addPermission } from './add-permission.ts';
import { createFunction } from './create-function.ts';
import { deleteFunction } from './delete-function.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { getPolicy } from './get-policy.ts';
import { invoke } from './invoke.ts';
import { listFunctions } from './list-functions.ts';
import { removePermission } from './remove-permission.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

/** The actions of Lambda that this server answers, by name. */
export const lambdaOperations = {
  CreateFunction: createFunction,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  ListFunctions: listFunctions,
  DeleteFunction: deleteFunction,
  Invoke: invoke,
  AddPermission: addPermission,
  RemovePermission: removePermission,
  GetPolicy: getPolicy,
} satisfies Readonly<Record<string, Operation>>;
