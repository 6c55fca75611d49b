import { expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import { pathPrefixes, targetPrefixes } from '../../../src/api/protocol/routes.ts';

test('every service that speaks JSON has the prefix of its targets that its model says', () => {
  const models = Object.values(apiModels).filter(({ metadata }) => metadata.protocol === 'json');
  const said = models.map(({ service, metadata }) => [service, metadata.targetPrefix]);
  expect(new Map(Object.entries(targetPrefixes))).toEqual(new Map(said as [string, string][]));
});

test('every service that speaks JSON in paths has the first segment of all of them', () => {
  const models = Object.values(apiModels).filter(({ metadata }) => metadata.protocol === 'rest-json');
  const said = models.flatMap(({ service, operations }) =>
    Object.values(operations).map(({ http }) => `${service} ${http.uri.split('/', 2)[1]}`),
  );
  const prefixes = Object.entries(pathPrefixes).map((entry) => entry.join(' '));
  expect(new Set(said)).toEqual(new Set(prefixes));
});
