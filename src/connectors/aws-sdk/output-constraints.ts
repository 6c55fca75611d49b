import { readFileSync } from 'node:fs';
import type { FindConstraint } from './read-schema.ts';
import type { Constraint } from './service-model.ts';

/** One service's line: its constraints, and where they hold, as `structure.member` to a constraint's number. */
interface Line {
  readonly service: string;
  readonly constraints: readonly Constraint[];
  readonly members: Readonly<Record<string, number>>;
}

/**
 * The lengths, ranges and values that a service's answers keep to, which the AWS SDK's schemas do not tell. Known for the
 * services whose clients come with this package; `scripts/generate-output-constraints.mjs` writes them.
 */
export function constraintsOf(service: string): FindConstraint {
  const lines = readFileSync(new URL('./output-constraints.jsonl', import.meta.url), 'utf8');
  const start = lines.indexOf(`{"service":"${service}",`);
  if (start === -1) return () => undefined;
  const { constraints, members } = JSON.parse(lines.slice(start, lines.indexOf('\n', start))) as Line;
  return (structure, member) => {
    const index = members[`${structure}.${member}`];
    return index === undefined ? undefined : constraints[index];
  };
}
