import { assert } from '../../../base/assert.ts';
import type { ParameterBody } from '../../../store/resources/ssm.ts';

/** A filter of DescribeParameters and GetParametersByPath. */
export interface ParameterFilter {
  readonly Key: string;
  readonly Option?: string;
  readonly Values?: readonly string[];
}

type Passes = (body: ParameterBody) => boolean;

/** Whether a parameter passes all filters. */
export function compileFilters(filters: readonly ParameterFilter[] = []): Passes {
  const compiled = filters.map(compile);
  return (body) => compiled.every((passes) => passes(body));
}

/** Source: API Reference, "ParameterStringFilter". */
function compile({ Key, Option, Values = [] }: ParameterFilter): Passes {
  if (Key.startsWith('tag:')) {
    const wanted = Key.slice('tag:'.length);
    return ({ tags }) =>
      tags.some(({ key, value }) => key === wanted && (Values.length === 0 || Values.includes(value)));
  }
  if (Key === 'Path') return byPath(Values, Option === 'Recursive');
  const textOf = texts.get(Key);
  assert(textOf !== undefined, `a filter key that the API model lets through: ${Key}`);
  return (body) => textOf(body).some((text) => Values.some((value) => isMet(text, value, Option)));
}

const texts: ReadonlyMap<string, (body: ParameterBody) => readonly string[]> = new Map([
  ['Name', ({ name }) => [name]],
  ['Type', ({ latest }) => [latest.type]],
  ['KeyId', ({ latest }) => (latest.keyId === undefined ? [] : [latest.keyId])],
  ['Label', ({ labels }) => Object.keys(labels)],
  ['Tier', ({ latest }) => [latest.tier]],
  ['DataType', ({ latest }) => [latest.dataType]],
]);

function isMet(text: string, value: string, option = 'Equals'): boolean {
  if (option === 'BeginsWith') return text.startsWith(value) || text.startsWith(`/${value}`);
  if (option === 'Contains') return text.includes(value);
  return text === value;
}

function byPath(paths: readonly string[], isRecursive: boolean): Passes {
  const prefixes = paths.map((path) => (path.endsWith('/') ? path : `${path}/`));
  return ({ name }) =>
    prefixes.some((prefix) => name.startsWith(prefix) && (isRecursive || !name.includes('/', prefix.length)));
}
