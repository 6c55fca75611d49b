import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { apiIntegrations } from '../../src/connectors/api-integrations.ts';
import { harnessClient } from '../../src/connectors/bedrockagentcore/invoke-harness.ts';
import { optimizedServices } from '../../src/connectors/catalog/optimized.ts';
import { isConnectedResource } from '../../src/connectors/index.ts';
import { jobServices } from '../cross-account/sync-matrix-services.ts';
import { integrationsPage } from './integrations-page.ts';
import { type IntegrationRow, integrationRows } from './integrations-page-rows.ts';

const file = new URL('../../docs/integrations.md', import.meta.url);
const reference = new URL('../../../shared/reference/integrations.json', import.meta.url);

// Set by scripts/generate-integrations-page.mjs, which has no other way to what is written in TypeScript.
const isWriting = process.env.STEPWELL_WRITE_INTEGRATIONS_PAGE === '1';

let rows: readonly IntegrationRow[] = [];

beforeAll(async () => {
  rows = await integrationRows();
});

test('docs/integrations.md says what is so (node scripts/generate-integrations-page.mjs writes it)', () => {
  const page = integrationsPage(rows);
  if (isWriting) writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});

test('every optimized integration has something here that calls it', () => {
  const called = new Set([harnessClient.resource, ...apiIntegrations.map(({ resource }) => resource)]);
  const names = Object.entries(optimizedServices).flatMap(([service, { actions }]) =>
    Object.keys(actions).map((action) => `${service}:${action}`),
  );
  const missing = names.filter(
    (name) => !called.has(name) && !isConnectedResource(`arn:aws:states:::${name}`),
  );
  expect(missing).toEqual([]);
});

test('every integration is tested', () => {
  const untested = rows.filter(({ checks }) => checks.length === 0);
  expect(untested.map(({ task }) => task)).toEqual([]);
});

test.each(Object.values(jobServices))(
  'the end of $resource.sync is heard of as it is run',
  ({ resource, isAnnounced }) => {
    expect(rows.find(({ task }) => task === `${resource}.sync`)?.job?.isHeard).toBe(isAnnounced);
  },
);

interface ReferenceAction {
  /** By the pattern's name. */
  readonly resources: Readonly<Record<string, string>>;
  readonly completion?: {
    readonly poll: { readonly operation: string };
    readonly events: { readonly managedRule: string } | null;
  };
}

const actions: readonly ReferenceAction[] = existsSync(reference)
  ? (
      JSON.parse(readFileSync(reference, 'utf8')) as {
        readonly services: readonly { readonly actions: readonly ReferenceAction[] }[];
      }
    ).services.flatMap((service) => service.actions)
  : [];

const roles: Readonly<Record<string, string>> = {
  ITEM_READER: ' as ItemReader',
  RESULT_WRITER: ' as ResultWriter',
};

/** As the page has it. */
function taskOf(arn: string, pattern: string): string {
  const spelled = arn
    .replace(/\[.*\]$/, '')
    .replace('{{partition}}', 'aws')
    .replace('{{apiAction}}', 'ACTION')
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => (name.endsWith('Name') ? 'NAME' : name.toUpperCase()));
  return `${spelled.replace('arn:aws:states:::', '')}${roles[pattern] ?? ''}`;
}

describe.skipIf(actions.length === 0)('the page has what AWS has (skipped without the list of that)', () => {
  const known = actions.flatMap(({ resources, completion }) =>
    Object.entries(resources).map(([pattern, arn]) => ({ task: taskOf(arn, pattern), pattern, completion })),
  );

  test('no more and no less', () => {
    expect(rows.map(({ task }) => task).sort()).toEqual(known.map(({ task }) => task).sort());
  });

  test.each(known.filter(({ pattern }) => pattern.startsWith('RUN_JOB')))(
    '$task ends as AWS says',
    ({ task, completion }) => {
      const { job } = rows.find((row) => row.task === task) ?? {};
      const { operation = '' } = completion?.poll ?? {};
      expect([operation, operation.split(' ')[0]]).toContain(job?.poll);
      expect(job?.managedRule).toBe(completion?.events?.managedRule);
    },
  );
});
