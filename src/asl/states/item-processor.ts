import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { StateMachineType } from '../definition.ts';
import { field, type ObjectRule, validateObject } from '../object-rule.ts';
import { inField, type Place, reportError, type ValueRule } from '../place.ts';
import { statesRule } from '../states-rule.ts';
import { oneOf } from '../value-rules.ts';

const processorConfigRule: ObjectRule = {
  fields: {
    Mode: field(oneOf('INLINE', 'DISTRIBUTED')),
    ExecutionType: field(oneOf('STANDARD', 'EXPRESS')),
  },
};

const processorConfig: ValueRule = (value, place) => {
  if (!validateObject(value, processorConfigRule, place)) return;
  const hasExecutionType = Object.hasOwn(value, 'ExecutionType');
  if (value.Mode !== 'DISTRIBUTED') {
    if (hasExecutionType) reportError(place, "Field 'ExecutionType' is not supported");
    return;
  }
  if (!hasExecutionType) reportError(place, 'These fields are required: [ExecutionType]');
  if (place.checking.type === 'EXPRESS') {
    const message =
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
    reportError(inField(place, 'Mode'), message);
  }
};

const itemProcessorRule: ObjectRule = {
  ...statesRule,
  fields: { ...statesRule.fields, ProcessorConfig: field(processorConfig) },
};

/** The states that each item of a Map goes through. */
export const itemProcessor: ValueRule = (value, place) => {
  if (!isJsonObject(value)) {
    reportError(place, 'Expected value of type Object');
    return;
  }
  // The configuration belongs to the machine that has the Map, the states to the one that runs them.
  const { ProcessorConfig: config, ...states } = value;
  if (config !== undefined) processorConfig(config, inField(place, 'ProcessorConfig'));
  validateObject(states, itemProcessorRule, isDistributed(value) ? insideChild(config, place) : place);
};

export function isDistributed(itemProcessorField: Json | undefined): boolean {
  if (!isJsonObject(itemProcessorField)) return false;
  const config = itemProcessorField.ProcessorConfig;
  return isJsonObject(config) && config.Mode === 'DISTRIBUTED';
}

/** A distributed Map's children are executions of their own, of the type the Map gives them. */
function insideChild(config: Json | undefined, place: Place): Place {
  const type: StateMachineType =
    (config as JsonObject).ExecutionType === 'EXPRESS' ? 'EXPRESS' : place.checking.type;
  return { ...place, checking: { ...place.checking, type } };
}
