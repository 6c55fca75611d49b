import { assert } from '../../base/assert.ts';
import type { JsonObject } from '../../base/json.ts';
import { field, jsonataField, jsonPathField } from '../object-rule.ts';
import { type Place, reportError, type ValueRule } from '../place.ts';
import { payload } from '../template-rules.ts';
import {
  arrayOf,
  decimal,
  integer,
  orExpression,
  referencePath,
  referencePathOrContextPath,
} from '../value-rules.ts';
import { compileCatchers } from './catch.ts';
import { nextOrEnd, workFields } from './common-fields.ts';
import { compileDistribution } from './distribution.ts';
import { itemBatcher } from './item-batcher.ts';
import { isDistributed, itemProcessor } from './item-processor.ts';
import { itemReader } from './item-reader.ts';
import { resultWriter } from './result-writer.ts';
import { compileRetriers } from './retry.ts';
import type { StateLanguage } from './state-language.ts';

/** Source: Developer Guide, "Using Map state in Distributed mode". */
const labelCharactersMax = 40;

/** Besides these, the rule for names of state machines: they become part of ARNs. */
const labelForbidden = /[\s?*<>{}[\]:;,\\|^~$#%&`"/\p{Cc}]/u;

const label: ValueRule = (value, place) => {
  if (typeof value !== 'string') {
    reportError(place, 'Expected value of type String');
    return;
  }
  const { labels } = place.checking;
  if (labels.has(value)) reportError(place, `Duplicate Label: ${value}`, 'DUPLICATE_LABEL_NAME');
  labels.add(value);
  if (value === '' || value.length > labelCharactersMax || labelForbidden.test(value)) {
    reportError(place, `Invalid Label: ${value}`, 'INVALID_LABEL_NAME');
  }
};

const distributedFields = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];

export const map: StateLanguage<'Map'> = {
  rule: {
    fields: {
      ...workFields,
      ItemProcessor: field(itemProcessor),
      Iterator: field(itemProcessor),
      ItemsPath: jsonPathField(referencePathOrContextPath),
      Items: jsonataField(orExpression(arrayOf(payload))),
      ItemSelector: field(payload),
      Parameters: jsonPathField(payload),
      ItemReader: field(itemReader),
      ItemBatcher: field(itemBatcher),
      ResultWriter: field(resultWriter),
      Label: field(label),
      MaxConcurrency: field(orExpression(integer({ min: 0 }))),
      MaxConcurrencyPath: jsonPathField(referencePath),
      ToleratedFailureCount: field(orExpression(integer({ min: 0 }))),
      ToleratedFailureCountPath: jsonPathField(referencePath),
      ToleratedFailurePercentage: field(orExpression(decimal({ min: 0, max: 100 }))),
      ToleratedFailurePercentagePath: jsonPathField(referencePath),
    },
    exactlyOneOf: [nextOrEnd, ['ItemProcessor', 'Iterator']],
    atMostOneOf: [
      ['ItemSelector', 'Parameters'],
      ['MaxConcurrency', 'MaxConcurrencyPath'],
      ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
      ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
    ],
  },
  validate: (state, place) => {
    if (!isDistributed(state.ItemProcessor ?? state.Iterator)) reportDistributedFields(state, place);
  },
  compile: (name, state, { language, compileStates }) => {
    const processor = state.ItemProcessor ?? state.Iterator;
    assert(processor !== undefined, `an item processor in the Map '${name}'`);
    return {
      type: 'Map',
      mode: processor.ProcessorConfig?.Mode ?? 'INLINE',
      name,
      next: state.Next,
      items: language.items(state),
      itemInput: language.itemInput(state),
      maxConcurrency: language.number(state, 'MaxConcurrency') ?? asManyAsAllowed,
      toleratedFailureCount: language.number(state, 'ToleratedFailureCount'),
      toleratedFailurePercentage: language.number(state, 'ToleratedFailurePercentage'),
      itemProcessor: compileStates(processor),
      distributed: isDistributed(processor) ? compileDistribution(name, state, language) : undefined,
      conclude: language.conclude(state),
      retriers: compileRetriers(state.Retry),
      catchers: compileCatchers(state.Catch, language),
    };
  },
};

function reportDistributedFields(state: JsonObject, place: Place): void {
  for (const name of distributedFields) {
    if (Object.hasOwn(state, name)) reportError(place, `Field '${name}' is not supported`);
  }
}

function asManyAsAllowed(): number {
  return 0;
}
