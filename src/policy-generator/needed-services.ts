import { blocksOf } from '../asl/blocks.ts';
import { parseTaskResource } from '../asl/resource.ts';
import { rootPlaceOf } from './calls.ts';
import type { Machine } from './machine.ts';
import { prefixesOf } from './sdk-actions.ts';

/** The prefixes of IAM's services whose data the policies of `machines` are made with: those of `aws-sdk:` tasks. */
export function neededServices(machines: readonly Machine[]): ReadonlySet<string> {
  const prefixes = new Set<string>();
  for (const { definition } of machines) {
    for (const { states } of blocksOf(definition, rootPlaceOf(definition))) {
      for (const { state } of states) {
        if (state.Type !== 'Task') continue;
        const resource = parseTaskResource(String(state.Resource));
        if (resource?.kind !== 'Integration' || !resource.resourceType.startsWith('aws-sdk:')) continue;
        const [, service = ''] = resource.resourceType.split(':');
        for (const prefix of prefixesOf(service, resource.action)) prefixes.add(prefix);
      }
    }
  }
  return prefixes;
}
