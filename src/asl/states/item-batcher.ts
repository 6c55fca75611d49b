import { field, jsonPathField, type ObjectRule, validateObject } from '../object-rule.ts';
import { reportError, type ValueRule } from '../place.ts';
import { payload } from '../template-rules.ts';
import { integer, orExpression, referencePath } from '../value-rules.ts';

/** Source: Developer Guide, "ItemBatcher (Map)". */
const batchBytesMax = 262_144;

const limits = [
  'MaxItemsPerBatch',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatch',
  'MaxInputBytesPerBatchPath',
] as const;

const itemBatcherRule: ObjectRule = {
  fields: {
    BatchInput: field(payload),
    MaxItemsPerBatch: field(orExpression(integer({ min: 0 }))),
    MaxItemsPerBatchPath: jsonPathField(referencePath),
    MaxInputBytesPerBatch: field(orExpression(integer({ min: 0, max: batchBytesMax }))),
    MaxInputBytesPerBatchPath: jsonPathField(referencePath),
  },
  atMostOneOf: [
    ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
    ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
  ],
};

/** How a distributed Map puts several items into one child execution. */
export const itemBatcher: ValueRule = (value, place) => {
  if (!validateObject(value, itemBatcherRule, place)) return;
  if (!limits.some((name) => Object.hasOwn(value, name))) {
    reportError(
      place,
      `This object should have at least one of the following fields: [${limits.join(', ')}]`,
    );
  }
};
