import { jsonPath } from './jsonpath-language.ts';
import type { QueryLanguage } from './query-language.ts';

/** The query languages that definitions may be written in, by name. */
export const queryLanguages: Readonly<Partial<Record<QueryLanguage['name'], QueryLanguage>>> = {
  JSONPath: jsonPath,
};
