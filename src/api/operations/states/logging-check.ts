import { isJsonArray, type JsonObject } from '../../../base/json.ts';
import { InvalidLoggingConfiguration } from './errors.ts';

/** Throws InvalidLoggingConfiguration where logging is asked for without exactly one place to log to (recorded). */
export function checkLoggingConfiguration(configuration: JsonObject | undefined): void {
  if (configuration === undefined || (configuration.level ?? 'OFF') === 'OFF') return;
  const destinations = configuration.destinations ?? [];
  if (isJsonArray(destinations) && destinations.length === 1) return;
  throw new InvalidLoggingConfiguration('Must specify exactly one Log Destination.');
}
