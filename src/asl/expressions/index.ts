import { jsonata } from './jsonata-language.ts';
import { jsonPath } from './jsonpath-language.ts';
import type { QueryLanguage } from './query-language.ts';

/** The query languages that definitions may be written in, by name. */
export const queryLanguages: { readonly [Name in QueryLanguage['name']]: QueryLanguage } = {
  JSONPath: jsonPath,
  JSONata: jsonata,
};
