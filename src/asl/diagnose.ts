import { isJsonObject } from '../base/json.ts';
import { type Diagnostic, isError } from './diagnostic.ts';
import { lintDefinition } from './lint/lint.ts';
import { parseDefinition, repeatedState } from './parse.ts';
import { findRepeatedNames, type RepeatedName } from './repeated-names.ts';
import { readJsonSource, type SourceNode } from './source.ts';
import { type ValidationOptions, validateDefinition } from './validate.ts';

export interface DiagnosisOptions extends ValidationOptions {
  /** Where the names and values stand in the text the author wrote, if that is another than the definition's. */
  readonly source?: SourceNode;
}

/**
 * Everything there is to say about a definition's text: what AWS refuses and what it warns of, and, where nothing is
 * refused, what fails or surprises at run time all the same.
 */
export function diagnoseDefinition(text: string, options: DiagnosisOptions): readonly Diagnostic[] {
  const parsed = parseDefinition(text);
  if ('problem' in parsed && parsed.problem.code !== 'DUPLICATE_STATE_NAME') return [parsed.problem];
  const repeated = findRepeatedNames(options.source ?? readJsonSource(text));
  const repeatedStates = repeated.filter(({ isState }) => isState).map(repeatedState);
  if ('problem' in parsed || repeatedStates.length > 0) return repeatedStates;
  const { definition } = parsed;
  const found = validateDefinition(definition, options);
  if (!isJsonObject(definition) || found.some(isError)) return found;
  return [...found, ...repeated.map(duplicateField), ...lintDefinition(definition, options)];
}

function duplicateField({ name, location }: RepeatedName): Diagnostic {
  return {
    severity: 'WARNING',
    code: 'DUPLICATE_FIELD',
    message: `The field '${name}' is there twice, and only the last one counts`,
    location,
  };
}
