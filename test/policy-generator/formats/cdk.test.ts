import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cdk } from '../../../src/policy-generator/formats/cdk.ts';
import { installPackages, runFile } from '../../public-clients/packages.ts';
import { type RoleTemplate, readRoles } from './cloudformation-template.ts';
import { rolesOf } from './declared-documents.ts';
import { roleSets } from './role-sets.ts';

const packages = await installPackages('cdk');
const suite = 'reason' in packages ? `AWS CDK (${packages.reason})` : 'AWS CDK';
const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');

describe.skipIf('reason' in packages)(suite, () => {
  let folder = '';
  let templates: Readonly<Record<string, readonly RoleTemplate[]>> = {};

  beforeAll(async () => {
    if ('reason' in packages) return;
    folder = mkdtempSync(join(tmpdir(), 'stepwell-cdk-roles-'));
    symlinkSync(join(packages.folder, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'roles'));
    for (const [index, { set }] of roleSets.entries())
      writeFileSync(join(folder, `roles/set-${index}.ts`), cdk.write(set));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    writeFileSync(join(folder, 'app.cjs'), application);
    await runFile(process.execPath, [compiler, '-p', folder]);
    const { stdout } = await runFile(process.execPath, [join(folder, 'app.cjs'), String(roleSets.length)], {
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, CDK_VALIDATION: 'false' },
    });
    templates = JSON.parse(stdout) as typeof templates;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(roleSets.map((each, index) => ({ ...each, index })))(
    'compiles, and makes the roles that were generated: $name',
    ({ set, index }) => {
      const found = (templates[index] ?? []).flatMap((template) => readRoles(template, set.place));
      const byName = (left: { readonly name: string }, right: { readonly name: string }) =>
        left.name < right.name ? -1 : 1;
      expect([...found].sort(byName)).toEqual(rolesOf(set));
    },
  );
});

/** As strict as a project may be. */
const settings = {
  compilerOptions: {
    target: 'es2022',
    module: 'commonjs',
    moduleResolution: 'bundler',
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: [],
    rootDir: 'roles',
    outDir: 'out',
  },
  include: ['roles'],
};

/** Prints the template of every construct of every file, each in a stack of its own. */
const application = `
const { App, Stack } = require('aws-cdk-lib');
const templates = {};
for (let index = 0; index < Number(process.argv[2]); index += 1) {
  const app = new App({ analyticsReporting: false });
  for (const [name, Roles] of Object.entries(require('./out/set-' + index + '.js'))) {
    new Roles(new Stack(app, name), 'Roles');
  }
  templates[index] = app.synth().stacks.map(({ template }) => template);
}
process.stdout.write(JSON.stringify(templates));
`;
