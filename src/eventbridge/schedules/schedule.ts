import { ValidationException } from '../../base/aws-error.ts';
import { parseCron } from './cron.ts';
import { parseRate } from './rate.ts';

/** When a rule fires. */
export interface Schedule {
  /** The first time after `after`, or undefined where there is none; a rate counts its periods from `from`. */
  next(after: number, from: number): number | undefined;
}

/**
 * A `rate(…)` or a `cron(…)`, which is in UTC. Throws ValidationException for what is neither.
 *
 * Source: User Guide, "Setting a schedule pattern for scheduled rules (legacy)".
 */
export function parseSchedule(expression: string): Schedule {
  const [, type, inner = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  const schedule = type === 'rate' ? parseRate(inner) : type === 'cron' ? parseCron(inner) : undefined;
  if (schedule === undefined) throw new ValidationException('Parameter ScheduleExpression is not valid.');
  return schedule;
}
