import { existsSync, readFileSync } from 'node:fs';
import { isJsonArray, isJsonObject, type Json } from '../../../src/base/json.ts';
import { type LoadModel, loadInstalledModel } from '../../../src/connectors/api-integrations.ts';
import type { ServiceModel } from '../../../src/connectors/aws-sdk/service-model.ts';

/** The model of every service that optimized integrations call: this folder's where the service's client is not installed. */
export const loadModel: LoadModel = async (service) => {
  const url = new URL(`./${service}.model.json`, import.meta.url);
  if (!existsSync(url)) return loadInstalledModel(service);
  return JSON.parse(readFileSync(url, 'utf8')) as ServiceModel;
};

/** Where `value` is not what the model says of a shape. */
export function violations(model: ServiceModel, name: string, value: Json | undefined): readonly string[] {
  const shape = model.shapes[name];
  if (shape === undefined) return [`no shape ${name}`];
  switch (shape.type) {
    case 'structure': {
      if (!isJsonObject(value)) return [`${name}: no structure`];
      const missing = (shape.required ?? []).filter((member) => value[member] === undefined);
      const within = Object.entries(value).flatMap(([member, item]) => {
        const found = Object.hasOwn(shape.members, member) ? shape.members[member] : undefined;
        return found === undefined ? [`${name}.${member}: unknown`] : violations(model, found.shape, item);
      });
      return [...missing.map((member) => `${name}.${member}: missing`), ...within];
    }
    case 'list':
      if (!isJsonArray(value)) return [`${name}: no list`];
      return value.flatMap((item) => violations(model, shape.member.shape, item));
    case 'map':
      if (!isJsonObject(value)) return [`${name}: no map`];
      return Object.values(value).flatMap((item) => violations(model, shape.value.shape, item));
    case 'document':
      return [];
    case 'string':
      return typeof value === 'string' ? [] : [`${name}: no text`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${name}: no boolean`];
    default:
      return typeof value === 'number' ? [] : [`${name}: no number`];
  }
}
