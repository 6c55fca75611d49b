import type { JsonObject } from '../../base/json.ts';
import { blocksOf } from '../blocks.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { rootPlace, type ValidationOptions } from '../validate.ts';
import { lintRules } from './index.ts';

/**
 * What AWS lets through and what will fail or surprise at run time, as warnings.
 *
 * `definition` has no errors.
 */
export function lintDefinition(definition: JsonObject, options: ValidationOptions): readonly Diagnostic[] {
  const root = rootPlace(definition, options);
  const blocks = blocksOf(definition, root);
  for (const { check } of lintRules) for (const block of blocks) check(block, definition);
  return root.checking.diagnostics;
}
