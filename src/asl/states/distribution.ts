import { assert } from '../../base/assert.ts';
import type { CompiledDistribution, CompiledItemReader, CompiledResultWriter } from '../compiled.ts';
import type { MapState } from '../definition.ts';
import type { QueryLanguage } from '../expressions/query-language.ts';

/** What a Map in Distributed mode has besides what every Map has. */
export function compileDistribution(
  name: string,
  state: MapState,
  language: QueryLanguage,
): CompiledDistribution {
  const { ItemBatcher: batcher, Label: label = labelOf(name) } = state;
  const processor = state.ItemProcessor ?? state.Iterator;
  return {
    label,
    executionType: processor?.ProcessorConfig?.ExecutionType ?? 'STANDARD',
    itemReader: compileItemReader(state, language),
    itemBatcher: batcher && {
      batchInput: language.payload(state, 'ItemBatcher'),
      maxItemsPerBatch: language.number(state, 'MaxItemsPerBatch'),
      maxInputBytesPerBatch: language.number(state, 'MaxInputBytesPerBatch'),
    },
    resultWriter: compileResultWriter(state, language),
  };
}

function compileItemReader(state: MapState, language: QueryLanguage): CompiledItemReader | undefined {
  const { ItemReader: reader } = state;
  if (reader === undefined) return undefined;
  const parameters = language.payload(state, 'ItemReader');
  assert(parameters !== undefined, 'an ItemReader with parameters');
  return {
    resource: reader.Resource,
    parameters,
    config: reader.ReaderConfig ?? {},
    itemsPointer: language.itemsPointer(state),
    maxItems: language.number(state, 'MaxItems'),
  };
}

function compileResultWriter(state: MapState, language: QueryLanguage): CompiledResultWriter | undefined {
  const { ResultWriter: writer } = state;
  if (writer === undefined) return undefined;
  return {
    resource: writer.Resource,
    parameters: language.payload(state, 'ResultWriter'),
    config: writer.WriterConfig ?? {},
  };
}

/**
 * The label of a Map that has none: a UUID in form, as AWS makes one, but the same whenever the definition is compiled. No two
 * states of a definition share a name, so that no two share a label.
 */
function labelOf(name: string): string {
  const digits = [1, 2, 3, 4].map((seed) => hash(name, seed).toString(16).padStart(8, '0')).join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-5${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** FNV-1a, begun with `seed` and mixed at the end. Labels are part of what is stored: it can never change. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b9);
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}
