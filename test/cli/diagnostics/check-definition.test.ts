import { describe, expect, test } from 'vitest';
import { checkDefinition } from '../../../src/cli/diagnostics/check-definition.ts';

/** Findings as `SEVERITY CODE line:column-line:column` followed by the text that is pointed at. */
function findingsIn(text: string, syntax: 'JSON' | 'YAML', hasPlaceholders = false): readonly string[] {
  const lines = text.split('\n');
  return checkDefinition(text, syntax, { type: 'STANDARD', hasPlaceholders }).findings.map(
    ({ code, start, end }) => {
      const line = lines[start.line - 1] ?? '';
      const pointedAt = line.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
      return `${code} ${start.line}:${start.column} ${pointedAt}`;
    },
  );
}

interface PositionCase {
  readonly title: string;
  readonly json: string;
  readonly yaml: string;
  /** What is pointed at in the JSON, and in the YAML where it is written another way. */
  readonly inJson: readonly string[];
  readonly inYaml: readonly string[];
}

const cases: readonly PositionCase[] = [
  {
    title: 'a valid definition',
    json: '{"StartAt": "A",\n "States": {"A": {"Type": "Succeed"}}}',
    yaml: 'StartAt: A\nStates:\n  A: {Type: Succeed}\n',
    inJson: [],
    inYaml: [],
  },
  {
    title: 'a value',
    json: '{"StartAt": "A",\n "States": {\n  "A": {"Type": "Pass", "Next": "B"},\n  "C": {"Type": "Succeed"}}}',
    yaml: 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: "B"\n  C:\n    Type: Succeed\n',
    inJson: ['MISSING_TRANSITION_TARGET 3:33 "B"', 'MISSING_TRANSITION_TARGET 4:3 "C"'],
    inYaml: ['MISSING_TRANSITION_TARGET 5:11 "B"', 'MISSING_TRANSITION_TARGET 6:3 C'],
  },
  {
    title: 'a field that a message names, by its own name',
    json: '{"StartAt": "A",\n "States": {"A": {"Type": "Succeed",\n  "Foo": {"x": 1}}}}',
    yaml: 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n    Foo: {x: 1}\n',
    inJson: ['SCHEMA_VALIDATION_FAILED 3:3 "Foo"'],
    inYaml: ['SCHEMA_VALIDATION_FAILED 5:5 Foo'],
  },
  {
    title: 'a member of a list',
    json: '{"StartAt": "A", "States": {"A": {"Type": "Task",\n "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",\n "Retry": [{"ErrorEquals": ["a", 1]},\n {}], "End": true}}}',
    yaml: 'StartAt: A\nStates:\n  A:\n    Type: Task\n    Resource: arn:aws:lambda:us-east-1:123456789012:function:f\n    Retry:\n      - ErrorEquals: [a, 1]\n      - {}\n    End: true\n',
    inJson: ['SCHEMA_VALIDATION_FAILED 3:34 1', 'SCHEMA_VALIDATION_FAILED 4:2 {}'],
    inYaml: ['SCHEMA_VALIDATION_FAILED 7:26 1', 'SCHEMA_VALIDATION_FAILED 8:9 {}'],
  },
  {
    title: 'names that hold what divides locations',
    json: '{"StartAt": "A/B[0]", "States": {\n "A/B[0]": {"Type": "Pass", "Next": "x"},\n "A": {"Type": "Succeed"}}}',
    yaml: 'StartAt: A/B[0]\nStates:\n  A/B[0]: {Type: Pass, Next: x}\n  A: {Type: Succeed}\n',
    inJson: ['MISSING_TRANSITION_TARGET 2:37 "x"', 'MISSING_TRANSITION_TARGET 3:2 "A"'],
    inYaml: ['MISSING_TRANSITION_TARGET 3:30 x', 'MISSING_TRANSITION_TARGET 4:3 A'],
  },
  {
    title: 'the second of two states of one name',
    json: '{"StartAt": "A", "States": {"A": {"Type": "Succeed"},\n "A": {"Type": "Succeed"}}}',
    yaml: 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n  A:\n    Type: Succeed\n',
    inJson: ['DUPLICATE_STATE_NAME 2:2 "A"'],
    inYaml: ['DUPLICATE_STATE_NAME 5:3 A'],
  },
  {
    title: 'a field that is there twice',
    json: '{"StartAt": "A", "Comment": "a",\n "Comment": "b", "States": {"A": {"Type": "Succeed"}}}',
    yaml: 'StartAt: A\nComment: a\nComment: b\nStates:\n  A:\n    Type: Succeed\n',
    inJson: ['DUPLICATE_FIELD 2:13 "b"'],
    inYaml: ['DUPLICATE_FIELD 3:10 b'],
  },
  {
    title: 'the machine itself',
    json: '\n{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}',
    yaml: '\nStartAt: A\nStates: {A: {Type: Pass, Next: A}}\n',
    inJson: ['MISSING_END_STATE 2:1 {'],
    inYaml: ['MISSING_END_STATE 2:1 S'],
  },
];

describe('findings are shown where they are', () => {
  test.each(cases)('in JSON: $title', ({ json, inJson }) => {
    expect(findingsIn(json, 'JSON')).toEqual(inJson);
  });

  test.each(cases)('in YAML: $title', ({ yaml, inYaml }) => {
    expect(findingsIn(yaml, 'YAML')).toEqual(inYaml);
  });
});

const unreadable: readonly (readonly [
  title: string,
  syntax: 'JSON' | 'YAML',
  text: string,
  found: readonly string[],
])[] = [
  ['JSON that breaks off', 'JSON', '{"StartAt":\n "A"', ['INVALID_JSON_DESCRIPTION 2:4 "']],
  ['JSON with a stray character', 'JSON', '{"StartAt":\n }', ['INVALID_JSON_DESCRIPTION 2:2 }']],
  ['nothing', 'JSON', '', ['MISSING_DESCRIPTION 1:1 ']],
  ['YAML that is not closed', 'YAML', 'StartAt: [A\nStates: 1', ['INVALID_YAML_DESCRIPTION 2:1 ']],
  ['YAML with two documents', 'YAML', 'a: 1\n---\nb: 2', ['INVALID_YAML_DESCRIPTION 2:1 ']],
  ['empty YAML', 'YAML', '# nothing', ['SCHEMA_VALIDATION_FAILED 1:1 #']],
];

test.each(unreadable)('what is no definition is one finding: %s', (_, syntax, text, found) => {
  const [first] = findingsIn(text, syntax);
  const [expected] = found;
  expect(first?.startsWith(expected ?? '-')).toBe(true);
});

test('YAML aliases that multiply without end are refused', () => {
  const levels = Array.from(
    { length: 12 },
    (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}]`,
  );
  const text = ['a0: &a0 [1]', ...levels].join('\n');
  expect(findingsIn(text, 'YAML')[0]).toMatch(/^INVALID_YAML_DESCRIPTION 1:1/);
});

test('YAML that nests too deep is refused', () => {
  const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(findingsIn(text, 'YAML')[0]).toMatch(/^INVALID_(YAML|JSON)_DESCRIPTION 1:/);
});

test('YAML anchors and merges mean what they stand for', () => {
  const text = `
StartAt: A
States:
  A: &step
    Type: Pass
    Next: B
  B:
    <<: *step
    Next: C
  C: {Type: Succeed}
`;
  expect(findingsIn(text, 'YAML')).toEqual([]);
});

const filledIn = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "\${Function}", "End": true}}}`;

test('a value that a deployment fills in is judged unless it is said to be one', () => {
  expect(findingsIn(filledIn, 'JSON')).toHaveLength(1);
  expect(findingsIn(filledIn, 'JSON', true)).toEqual([]);
});

test('a placeholder does not hide what is wrong around it', () => {
  const text = filledIn.replace('"End": true', '"Next": "B", "End": true');
  expect(findingsIn(text, 'JSON', true).map((finding) => finding.split(' ')[0])).toEqual([
    'SCHEMA_VALIDATION_FAILED',
  ]);
});
