import type { JsonObject } from '../../../base/json.ts';
import { InvalidTracingConfiguration } from './errors.ts';

/**
 * Throws InvalidTracingConfiguration where `enabled` is not said. Traces are sent nowhere.
 *
 * Source: API Reference, "CreateStateMachine", InvalidTracingConfiguration.
 */
export function checkTracingConfiguration(configuration: JsonObject | undefined): void {
  if (configuration === undefined || typeof configuration.enabled === 'boolean') return;
  throw new InvalidTracingConfiguration('enabled must be true or false.');
}

export function isTraced(configuration: JsonObject | undefined): boolean {
  return configuration?.enabled === true;
}
