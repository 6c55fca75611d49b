import type { TaskResource } from '../../../../asl/compiled.ts';
import { ValidationException } from '../../../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../../base/json.ts';
import { memberName } from '../../../../connectors/aws-sdk/java-names.ts';
import { sdkServices } from '../../../../connectors/aws-sdk/services.ts';
import { type ApiModel, apiModels, type Shape, type StructureShape, shapeOf } from '../../../model/model.ts';
import type { ServiceName } from '../../../operation.ts';

/** `PRESENT` looks at the fields a mock has, `STRICT` also asks for those that the service always answers with. */
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

type Integration = Extract<TaskResource, { kind: 'Integration' }>;

/**
 * Throws ValidationException where the service could not have answered `result`. Fields that the API does not have are
 * let through (recorded), as is everything of a service there is no model of.
 */
export function checkMockedAnswer(
  result: JsonObject,
  resource: Integration,
  mode: FieldValidationMode,
): void {
  const service = serviceOf(resource.resourceType);
  const model = service && apiModels[service];
  const shapeName = model?.operations[operationOf(resource)]?.output;
  if (model === undefined || shapeName === undefined) return;
  const shape = shapeOf(model, shapeName);
  if (shape.type !== 'structure') return;
  const unchecked = uncheckedFields[`${resource.resourceType}:${resource.resource}`] ?? [];
  checkStructure({ model, mode }, shape, result, unchecked);
}

/** `aws-sdk:sfn` and `states` are both Step Functions. */
function serviceOf(resourceType: string): ServiceName | undefined {
  for (const [service, { resourceName }] of Object.entries(sdkServices)) {
    if (resourceType === service || resourceType === `aws-sdk:${resourceName}`) return service as ServiceName;
  }
  return undefined;
}

/** A job's result is what the polled operation answers. Source: Developer Guide, "Testing state machines using TestState". */
function operationOf({ resourceType, action, pattern }: Integration): string {
  if (pattern === 'Sync' && resourceType === 'states') return 'DescribeExecution';
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

/** Fields that the integration has turned into the JSON they hold. */
const uncheckedFields: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['Payload'],
  'states:startExecution.sync:2': ['Input', 'Output'],
};

interface Check {
  readonly model: ApiModel;
  readonly mode: FieldValidationMode;
}

function checkStructure(
  check: Check,
  { members, required = [] }: StructureShape,
  value: JsonObject,
  unchecked: readonly string[],
): void {
  if (check.mode === 'STRICT') {
    for (const name of required) {
      const field = memberName(name);
      if (!Object.hasOwn(value, field)) throw schemaError(`Required field '${field}' is missing`);
    }
  }
  for (const [name, { shape }] of Object.entries(members)) {
    const field = memberName(name);
    const member = value[field];
    if (member === undefined || member === null || unchecked.includes(field)) continue;
    checkValue(check, shapeOf(check.model, shape), member, field);
  }
}

function checkValue(check: Check, shape: Shape, value: Json, field: string): void {
  switch (shape.type) {
    case 'structure':
      if (!isJsonObject(value)) throw schemaError(`Field '${field}' must be an object`);
      checkStructure(check, shape, value, []);
      return;
    case 'list': {
      if (!isJsonArray(value)) throw schemaError(`Field '${field}' must be an array`);
      const member = shapeOf(check.model, shape.member.shape);
      for (const item of value) checkValue(check, member, item, field);
      return;
    }
    case 'map': {
      if (!isJsonObject(value)) throw schemaError(`Field '${field}' must be an object`);
      const member = shapeOf(check.model, shape.value.shape);
      for (const item of Object.values(value)) checkValue(check, member, item, field);
      return;
    }
    case 'boolean':
      if (typeof value !== 'boolean') throw schemaError(`Field '${field}' must be a boolean`);
      return;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      if (typeof value !== 'number') throw schemaError(`Field '${field}' must be a number`);
      checkRange(shape, value, field);
      return;
    case 'timestamp':
    case 'blob':
      if (typeof value !== 'string') throw schemaError(`Field '${field}' must be a string`);
      return;
    case 'string':
      if (typeof value !== 'string') throw schemaError(`Field '${field}' must be a string`);
      checkText(shape, value, field);
      return;
  }
  shape satisfies never;
}

function checkRange({ min, max }: { min?: number; max?: number }, value: number, field: string): void {
  if (min !== undefined && value < min) throw schemaError(`Field '${field}' is less than the minimum value`);
  if (max !== undefined && value > max) throw schemaError(`Field '${field}' exceeds the maximum value`);
}

function checkText(shape: Extract<Shape, { type: 'string' }>, value: string, field: string): void {
  const { enum: values, min = 0, max = Number.POSITIVE_INFINITY } = shape;
  if (values !== undefined && !values.includes(value)) {
    throw schemaError(`Field '${field}' is not an expected value`);
  }
  if (value.length < min) throw schemaError(`Field '${field}' is smaller than the minimum length`);
  if (value.length > max) throw schemaError(`Field '${field}' exceeds the maximum length`);
}

function schemaError(problem: string): ValidationException {
  return new ValidationException(`Mock result schema validation error: ${problem}`);
}
