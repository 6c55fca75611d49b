import type { JsonObject } from '../../src/base/json.ts';

const inlineOnly = 'This server runs Map states in Inline mode only.';

/** Why this server does not call an integration that AWS has, by its name. */
export const unsupportedReasons: Readonly<Record<string, string>> = {};

/** Where a distributed Map takes its items from and puts its results; how a Map has that, and why this server does not. */
export const mapIntegrations: readonly MapIntegration[] = [
  {
    resource: 's3:getObject',
    field: 'ItemReader',
    value: { ReaderConfig: { InputType: 'JSON' }, Parameters: { Bucket: 'b', Key: 'items.json' } },
    reason: inlineOnly,
  },
  {
    resource: 's3:listObjectsV2',
    field: 'ItemReader',
    value: { Parameters: { Bucket: 'b' } },
    reason: inlineOnly,
  },
  {
    resource: 's3:putObject',
    field: 'ResultWriter',
    value: { Parameters: { Bucket: 'b', Prefix: 'results' } },
    reason: inlineOnly,
  },
];

export interface MapIntegration {
  readonly resource: string;
  readonly field: 'ItemReader' | 'ResultWriter';
  readonly value: JsonObject;
  /** The cause of the failure says so too. */
  readonly reason: string;
}
