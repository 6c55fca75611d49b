import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The rooms, and what each may import. A room that is not listed does not exist. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'main.ts': [
    'config.ts',
    'data-folder.ts',
    'base',
    'asl',
    'engine',
    'iam',
    'connectors',
    'compute',
    'store',
    'runtime',
    'eventbridge',
    'messaging',
    'api',
    'telemetry',
    'dynamodb',
    'logs',
    'objects',
  ],
  'bin.ts': ['main.ts', 'config.ts', 'data-folder.ts', 'cli'],
  'data-folder.ts': ['store', 'runtime'],
  'config.ts': ['base', 'types of runtime'],
  base: [],
  asl: ['base'],
  engine: ['base', 'asl'],
  iam: ['base'],
  'policy-generator': ['base', 'asl', 'iam'],
  connectors: ['base'],
  compute: ['base'],
  objects: ['base'],
  store: ['base', 'types of engine', 'types of iam'],
  dynamodb: ['base', 'types of store'],
  logs: ['base', 'runtime'],
  runtime: ['base', 'asl', 'engine', 'iam', 'connectors', 'store'],
  eventbridge: ['base', 'asl', 'engine', 'iam', 'connectors', 'store', 'runtime'],
  messaging: ['base', 'iam', 'connectors', 'store', 'runtime', 'eventbridge'],
  api: [
    'base',
    'asl',
    'engine',
    'iam',
    'policy-generator',
    'connectors',
    'compute',
    'store',
    'runtime',
    'eventbridge',
    'messaging',
    'dynamodb',
    'logs',
    'objects',
  ],
  cli: ['base', 'asl', 'iam', 'policy-generator', 'connectors'],
  telemetry: ['base', 'engine', 'runtime'],
};

const pureRooms = ['base', 'asl', 'engine', 'iam', 'policy-generator'];

/** Files of pure rooms that are not pure, and why. */
const impureFiles: Readonly<Record<string, string>> = {
  'policy-generator/service-authorization-data.ts':
    "IAM's data is some megabytes in the files of a package, which reads them when asked; the generator is handed what it gave",
};

/** What a pure room does not touch, by the text that would touch it. */
const impurities: readonly RegExp[] = [
  /from 'node:/,
  /\bsetTimeout\(|\bsetInterval\(|\bsetImmediate\(/,
  /\bfetch\(/,
  /\bprocess\./,
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\brandomUUID\b/,
  /\basync \b|\bawait \b|\bPromise\b/,
];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const source = resolve(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(source, name));
const texts = new Map(files.map((file) => [file, withoutComments(readFileSync(file, 'utf8'))]));
const imports = files.flatMap(importsOf);

describe('rooms', () => {
  test('every file is in a room of the table', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => rooms[room] === undefined)).toEqual([]);
  });

  test('a room imports what its row says and nothing else', () => {
    const trespasses = imports
      .filter(({ file, target }) => roomOf(file) !== roomOf(target))
      .filter(({ file, target, isTypeOnly }) => {
        const allowed = rooms[roomOf(file)] ?? [];
        return (
          !allowed.includes(roomOf(target)) && !(isTypeOnly && allowed.includes(`types of ${roomOf(target)}`))
        );
      })
      .map(({ file, target }) => `${relative(source, file)} imports ${relative(source, target)}`);
    expect(trespasses).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    const next = new Map<string, string[]>();
    for (const { file, target, isTypeOnly } of imports) {
      if (!isTypeOnly) next.set(file, [...(next.get(file) ?? []), target]);
    }
    expect(findCircles(next)).toEqual([]);
  });

  test('no rooms import each other in a circle', () => {
    const next = new Map<string, string[]>();
    for (const { file, target } of imports) {
      if (roomOf(file) !== roomOf(target))
        next.set(roomOf(file), [...(next.get(roomOf(file)) ?? []), roomOf(target)]);
    }
    expect(findCircles(next)).toEqual([]);
  });

  test('a pure room does no I/O and takes time, randomness and ids from its caller', () => {
    const found = files
      .filter((file) => pureRooms.includes(roomOf(file)) && !(relative(source, file) in impureFiles))
      .flatMap((file) =>
        impurities
          .filter((impurity) => impurity.test(texts.get(file) ?? ''))
          .map((impurity) => `${relative(source, file)}: ${impurity.source}`),
      );
    expect(found).toEqual([]);
  });

  test('the checks above see what they look for', () => {
    expect(impurities.some((impurity) => impurity.test("import { readFile } from 'node:fs';"))).toBe(true);
    expect(
      findCircles(
        new Map([
          ['a', ['b']],
          ['b', ['a']],
        ]),
      ),
    ).not.toEqual([]);
    expect(Object.keys(impureFiles).filter((file) => !texts.has(join(source, file)))).toEqual([]);
    expect(imports.length).toBeGreaterThan(100);
  });
});

function importsOf(file: string): readonly Import[] {
  const text = texts.get(file) ?? '';
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s)?([^;]*?)from\s+'(\.[^']+)';/gms)) {
    const [, type, clause = '', path = ''] = match;
    const names = clause
      .replace(/[{}\s]+/g, ' ')
      .trim()
      .split(',')
      .filter((name) => name.trim() !== '');
    const isTypeOnly =
      type !== undefined || (names.length > 0 && names.every((name) => name.trim().startsWith('type ')));
    found.push({ file, target: resolve(dirname(file), path), isTypeOnly });
  }
  return found.filter(({ target }) => target.endsWith('.ts'));
}

function roomOf(file: string): string {
  return relative(source, file).split('/')[0] ?? '';
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** Each circle by one of its members. */
function findCircles(next: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string) => {
    if (path.includes(node)) {
      circles.push(
        [...path.slice(path.indexOf(node)), node].map((name) => relative(source, name) || name).join(' → '),
      );
      return;
    }
    if (done.has(node)) return;
    path.push(node);
    for (const target of next.get(node) ?? []) visit(target);
    path.pop();
    done.add(node);
  };
  for (const node of next.keys()) visit(node);
  return circles;
}
