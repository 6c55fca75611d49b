import { apiModels, type Member, type Shape, shapeOf, structureOf } from '../../src/api/model/model.ts';
import type { ServiceName } from '../../src/api/operation.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { HeldResources } from './held-resources.ts';
import { given, own, samplesOf } from './sample-values.ts';

/**
 * An input that the service takes, for any operation of any service: what the model requires, with the resources of `held`
 * for what is named after one.
 */
export function sampleInput(service: ServiceName, operationName: string, held: HeldResources): JsonObject {
  const model = apiModels[service];
  const inputShape = model.operations[operationName]?.input;
  if (inputShape === undefined) return {};
  const samples = samplesOf(service, held);

  function sample(name: string, { shape: shapeName }: Member): Json {
    return samples[name] ?? plainSample(name, shapeOf(model, shapeName));
  }

  function plainSample(name: string, shape: Shape): Json {
    switch (shape.type) {
      case 'structure':
        return structure(shape.members, shape.required ?? []);
      case 'list':
        return [sample(name, shape.member)];
      case 'map':
        return {};
      case 'string':
        return shape.enum?.[0] ?? 'held'.padEnd(shape.min ?? 0, '-');
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        return shape.min ?? 1;
      case 'boolean':
        return false;
      case 'timestamp':
        return 0;
      case 'blob':
        return 'aGVsZA==';
    }
  }

  function structure(members: Readonly<Record<string, Member>>, names: readonly string[]): JsonObject {
    return Object.fromEntries(
      Object.entries(members)
        .filter(([name]) => names.includes(name))
        .map(([name, member]) => [name, sample(name, member)]),
    );
  }

  const { members, required = [] } = structureOf(model, inputShape);
  return {
    ...structure(members, [...required, ...(given[service] ?? [])]),
    ...own[`${service}:${operationName}`],
  };
}
