import type { TaskResource } from '../../../../asl/compiled.ts';
import { assert } from '../../../../base/assert.ts';
import { ValidationException } from '../../../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../../base/json.ts';
import { loadClientPackage } from '../../../../connectors/aws-sdk/client-package.ts';
import { findOperationName, memberName } from '../../../../connectors/aws-sdk/java-names.ts';
import type {
  Constraint,
  ServiceModel,
  ShapeModel,
  StructureModel,
} from '../../../../connectors/aws-sdk/service-model.ts';
import { sdkServices } from '../../../../connectors/aws-sdk/services.ts';
import { optimizedServices } from '../../../../connectors/catalog/optimized.ts';
import { apiModels } from '../../../model/model.ts';
import type { ServiceName } from '../../../operation.ts';

/** `PRESENT` looks at the fields a mock has, `STRICT` also asks for those that the service always answers with. */
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

type Integration = Extract<TaskResource, { kind: 'Integration' }>;

/**
 * Throws ValidationException where the service could not have answered `result`. Fields that the API does not have are
 * let through (recorded), as is everything of a service whose client is not installed.
 */
export async function checkMockedAnswer(
  result: JsonObject,
  resource: Integration,
  mode: FieldValidationMode,
): Promise<void> {
  const called = calledOperation(resource);
  const model = called && (await findModel(called));
  const name = called && model && findOperationName(model, called.action);
  const output = name && model?.operations[name]?.output;
  const shape = output === undefined ? undefined : model?.shapes[output];
  if (model === undefined || shape?.type !== 'structure') return;
  const unchecked = uncheckedFields[`${resource.resourceType}:${resource.resource}`] ?? [];
  checkStructure({ model, mode }, shape, result, unchecked);
}

interface CalledOperation {
  /** As `aws-sdk:` resources name it: `sfn`. */
  readonly service: string;
  /** As they name it too: `describeExecution`. */
  readonly action: string;
}

/**
 * The operation whose answer is the result; undefined where the result is not one operation's.
 *
 * Source: Developer Guide, "Testing state machines using TestState".
 */
function calledOperation({ resourceType, action, pattern }: Integration): CalledOperation | undefined {
  const [prefix, sdkService] = resourceType.split(':');
  if (prefix === 'aws-sdk' && sdkService !== undefined) {
    return { service: sdkService, action };
  }
  const facts = Object.hasOwn(optimizedServices, resourceType) ? optimizedServices[resourceType] : undefined;
  if (facts?.sdkService === undefined) return undefined;
  const service = facts.sdkService;
  if (pattern !== 'Sync') return { service, action: facts.actions[action]?.sdkAction ?? action };
  // A job's result is what the polled operation answers, which most integrations show a part of.
  return resourceType === 'states' ? { service, action: 'describeExecution' } : undefined;
}

/** The server's own models tell more than the AWS SDK's schemas do. */
async function findModel({ service, action }: CalledOperation): Promise<ServiceModel | undefined> {
  const own = ownModels.get(service);
  if (own !== undefined && findOperationName(own, action) !== undefined) return own;
  return (await loadClientPackage(service))?.model;
}

const ownModels: ReadonlyMap<string, ServiceModel> = new Map(
  Object.entries(sdkServices).map(([name, { resourceName }]) => [
    resourceName,
    apiModels[name as ServiceName],
  ]),
);

/** Fields that the integration has turned into the JSON they hold. */
const uncheckedFields: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['Payload'],
  'states:startExecution.sync:2': ['Input', 'Output'],
};

interface Check {
  readonly model: ServiceModel;
  readonly mode: FieldValidationMode;
}

function checkStructure(
  check: Check,
  { members, required = [] }: StructureModel,
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
    checkValue(check, shapeOf(check, shape), member, field);
  }
}

function checkValue(check: Check, shape: ShapeModel, value: Json, field: string): void {
  switch (shape.type) {
    case 'structure':
      if (!isJsonObject(value)) throw schemaError(`Field '${field}' must be an object`);
      checkStructure(check, shape, value, []);
      return;
    case 'list': {
      if (!isJsonArray(value)) throw schemaError(`Field '${field}' must be an array`);
      const member = shapeOf(check, shape.member.shape);
      for (const item of value) checkValue(check, member, item, field);
      return;
    }
    case 'map': {
      if (!isJsonObject(value)) throw schemaError(`Field '${field}' must be an object`);
      const member = shapeOf(check, shape.value.shape);
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
    case 'number':
    case 'bigInteger':
    case 'bigDecimal':
      if (typeof value !== 'number') throw schemaError(`Field '${field}' must be a number`);
      checkRange(shape, value, field);
      return;
    case 'timestamp':
      if (typeof value !== 'string') throw schemaError(`Field '${field}' must be a string`);
      return;
    case 'string':
    case 'blob':
    case 'bytes':
      if (typeof value !== 'string') throw schemaError(`Field '${field}' must be a string`);
      checkText(shape, value, field);
      return;
    case 'document':
      return;
  }
  shape satisfies never;
}

function checkRange({ min, max }: Constraint, value: number, field: string): void {
  if (min !== undefined && value < min) throw schemaError(`Field '${field}' is less than the minimum value`);
  if (max !== undefined && value > max) throw schemaError(`Field '${field}' exceeds the maximum value`);
}

function checkText(constraint: Constraint, value: string, field: string): void {
  const { enum: values, min = 0, max = Number.POSITIVE_INFINITY } = constraint;
  if (values !== undefined && !values.includes(value)) {
    throw schemaError(`Field '${field}' is not an expected value`);
  }
  if (value.length < min) throw schemaError(`Field '${field}' is smaller than the minimum length`);
  if (value.length > max) throw schemaError(`Field '${field}' exceeds the maximum length`);
}

function shapeOf({ model }: Check, name: string): ShapeModel {
  const shape = model.shapes[name];
  assert(shape !== undefined, `shape ${name} in the model`);
  return shape;
}

function schemaError(problem: string): ValidationException {
  return new ValidationException(`Mock result schema validation error: ${problem}`);
}
