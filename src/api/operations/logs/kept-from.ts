import type { LogGroupBody } from '../../../store/resources/logs.ts';
import type { Call } from '../../operation.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** From when on a group's events are kept. */
export function keptFrom({ retentionDays }: LogGroupBody, { services: { clock } }: Call): number {
  return retentionDays === undefined ? 0 : clock.now() - retentionDays * dayMilliseconds;
}
