import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonSource, type SourceNode } from '../../src/asl/source.ts';
import { isJsonArray, isJsonObject, type Json } from '../../src/base/json.ts';

/** The value that `source` says stands in `text`, put together from its parts. */
function rebuilt(text: string, { start, end, members }: SourceNode): Json {
  const slice = text.slice(start, end);
  if (slice.startsWith('[')) return members.map(({ value }) => rebuilt(text, value));
  if (!slice.startsWith('{')) return JSON.parse(slice) as Json;
  return Object.fromEntries(
    members.map(({ nameStart, nameEnd, value }) => [
      JSON.parse(text.slice(nameStart, nameEnd)) as string,
      rebuilt(text, value),
    ]),
  );
}

function namesIn(value: Json): readonly (string | number)[] {
  if (isJsonArray(value)) return value.flatMap((member, index) => [index, ...namesIn(member)]);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...namesIn(member)]);
}

function namesOf({ members }: SourceNode): readonly (string | number)[] {
  return members.flatMap(({ name, value }) => [name, ...namesOf(value)]);
}

test('every value is where the source says, whatever the layout', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('', '  ', '\t', '\n'), (generated, indent) => {
      const text = ` ${JSON.stringify(generated, undefined, indent)}\n`;
      const value = JSON.parse(text) as Json;
      const source = readJsonSource(text);
      expect(rebuilt(text, source)).toEqual(value);
      expect(namesOf(source)).toEqual(namesIn(value));
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a name that is repeated is there as often', () => {
  const text = '{"a": 1, "\\u0061": [2], "b": {}}';
  const { members } = readJsonSource(text);
  expect(members.map(({ name, value }) => [name, text.slice(value.start, value.end)])).toEqual([
    ['a', '1'],
    ['a', '[2]'],
    ['b', '{}'],
  ]);
});
