import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import {
  exitCodes,
  type ValidateRequest,
  validateFiles,
} from '../../../src/cli/diagnostics/validate-files.ts';

const files: Readonly<Record<string, string>> = {
  'good.asl.json': '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
  'good.asl.yaml': 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n',
  'bad.json': '{"StartAt": "A",\n\t"States": {"A": {"Type": "Pass", "Next": "B"}, "C": {"Type": "Succeed"}}}',
  'odd.yml': 'StartAt: A\nTimeoutSeconds: 0\nStates:\n  A: {Type: Succeed}\n',
  'no suffix': '\n {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
  '-': 'StartAt: A\nStates: {A: {Type: Succeed}}',
};

function run(names: readonly string[], request: Partial<ValidateRequest> = {}, hasColours = false) {
  let output = '';
  const exitCode = validateFiles(
    {
      files: names,
      format: 'text',
      type: 'STANDARD',
      quiet: false,
      warningsAsErrors: false,
      hasPlaceholders: false,
      ...request,
    },
    {
      read: (file) => {
        const text = files[file];
        if (text === undefined) throw new Error(`no such file: ${file}`);
        return text;
      },
      write: (text) => {
        output += text;
      },
      hasColours,
      version: '1.2.3',
    },
  );
  return { exitCode, output };
}

interface Outcome {
  readonly title: string;
  readonly names: readonly string[];
  readonly request?: Partial<ValidateRequest>;
  readonly exitCode: number;
}

const outcomes: readonly Outcome[] = [
  {
    title: 'valid files, however they are written',
    names: ['good.asl.json', 'good.asl.yaml', 'no suffix', '-'],
    exitCode: exitCodes.valid,
  },
  { title: 'an error', names: ['good.asl.json', 'bad.json'], exitCode: exitCodes.invalid },
  { title: 'a warning', names: ['odd.yml'], exitCode: exitCodes.valid },
  {
    title: 'a warning that counts as an error',
    names: ['odd.yml'],
    request: { warningsAsErrors: true },
    exitCode: exitCodes.invalid,
  },
  {
    title: 'a file that is not there',
    names: ['good.asl.json', 'none.json'],
    exitCode: exitCodes.unusable,
  },
  {
    title: 'a file that is not there, and an error',
    names: ['bad.json', 'none.json'],
    exitCode: exitCodes.unusable,
  },
];

test.each(outcomes)('the process ends as it should after $title', ({ names, request, exitCode }) => {
  for (const format of ['text', 'json', 'sarif'] as const) {
    expect(run(names, { ...request, format }).exitCode).toBe(exitCode);
  }
});

describe('text', () => {
  test('shows each finding with the line it is about', () => {
    expect(run(['bad.json', 'good.asl.json']).output).toBe(
      [
        `bad.json:2:43: error MISSING_TRANSITION_TARGET: Missing 'Next' target: B`,
        `    2 |  "States": {"A": {"Type": "Pass", "Next": "B"}, "C": {"Type": "Succeed"}}}`,
        `      |                                           ^^^`,
        `      = at /States/A/Next`,
        `bad.json:2:49: error MISSING_TRANSITION_TARGET: State "C" is not reachable.`,
        `    2 |  "States": {"A": {"Type": "Pass", "Next": "B"}, "C": {"Type": "Succeed"}}}`,
        `      |                                                 ^^^`,
        `      = at /States/C`,
        '2 files, 2 errors, 0 warnings',
        '',
      ].join('\n'),
    );
  });

  test('names standard input, and says why a file could not be read', () => {
    expect(run(['none.json']).output).toBe(
      'none.json: unreadable: no such file: none.json\n1 file, 0 errors, 0 warnings\n',
    );
    expect(run(['-']).output).toBe('1 file, 0 errors, 0 warnings\n');
  });

  test('says nothing of warnings, nor of there being nothing, where it is to be quiet', () => {
    expect(run(['odd.yml', 'good.asl.json'], { quiet: true }).output).toBe('');
    expect(run(['odd.yml'], { quiet: true, warningsAsErrors: true }).output).toContain(
      'error TIMEOUT_IS_ZERO',
    );
  });

  test('is coloured at a terminal only', () => {
    expect(run(['bad.json']).output).not.toContain('\u001b');
    expect(run(['bad.json'], {}, true).output).toContain('\u001b[31merror\u001b[0m');
  });
});

test('JSON has every file with its findings', () => {
  const { output } = run(['good.asl.json', 'odd.yml', 'none.json'], { format: 'json' });
  expect(JSON.parse(output)).toEqual([
    { file: 'good.asl.json', result: 'OK', diagnostics: [] },
    {
      file: 'odd.yml',
      result: 'OK',
      diagnostics: [
        {
          severity: 'WARNING',
          code: 'TIMEOUT_IS_ZERO',
          message: 'Every execution times out as soon as it starts',
          location: '/TimeoutSeconds',
          line: 2,
          column: 17,
          endLine: 2,
          endColumn: 18,
        },
      ],
    },
    { file: 'none.json', result: 'UNREADABLE', problem: 'no such file: none.json' },
  ]);
});

describe('SARIF', () => {
  const log = JSON.parse(run(['bad.json', 'odd.yml', 'none here.json'], { format: 'sarif' }).output) as {
    readonly version: string;
    readonly runs: readonly [
      {
        readonly tool: {
          readonly driver: JsonObject & { readonly rules: readonly { readonly id: string }[] };
        };
        readonly invocations: readonly JsonObject[];
        readonly results: readonly (JsonObject & { readonly ruleId: string; readonly ruleIndex: number })[];
      },
    ];
  };
  const [{ tool, invocations, results }] = log.runs;

  test('names the tool and each rule once', () => {
    expect(log.version).toBe('2.1.0');
    expect(tool.driver).toMatchObject({ name: 'stepwell', semanticVersion: '1.2.3' });
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['MISSING_TRANSITION_TARGET', 'TIMEOUT_IS_ZERO']);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test('has each finding at its place', () => {
    expect(results).toHaveLength(3);
    expect(results[2]).toEqual({
      ruleId: 'TIMEOUT_IS_ZERO',
      ruleIndex: 1,
      level: 'warning',
      message: { text: 'Every execution times out as soon as it starts' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'odd.yml' },
            region: { startLine: 2, startColumn: 17, endLine: 2, endColumn: 18 },
          },
          logicalLocations: [{ fullyQualifiedName: '/TimeoutSeconds' }],
        },
      ],
    });
  });

  test('says that a file could not be read', () => {
    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: 'error',
            locations: [{ physicalLocation: { artifactLocation: { uri: 'none%20here.json' } } }],
          },
        ],
      },
    ]);
  });
});
