import type { Place } from '../base/arn.ts';
import { ConcurrentModificationException } from '../base/aws-error.ts';
import type { EventRuleBody } from '../store/resources/events.ts';
import type { Store } from '../store/store.ts';
import { ResourceAlreadyExistsException } from './errors.ts';
import { defaultBusName, ruleArnOf, ruleKey } from './names.ts';
import { parseEventPattern } from './patterns/event-pattern.ts';
import { putRuleChanges, type Rules } from './rules.ts';

/** The service whose rules these are, as DescribeRule shows it. */
const managedBy = 'states.amazonaws.com';

/** A rule that this server makes for itself, on the default bus of an account and region. */
export interface ManagedRule {
  readonly name: string;
  /** The pattern's text. */
  readonly eventPattern: string;
  readonly description: string;
}

const attemptsMax = 32;

/** Whether the managed rule is there, is nobody else's and is enabled. */
export async function isManagedRuleEnabled(
  { resources }: Store,
  name: string,
  place: Place,
): Promise<boolean> {
  const found = await resources.get(ruleKey({ bus: { place, name: defaultBusName }, name }));
  return found?.body.managedBy === managedBy && found.body.state !== 'DISABLED';
}

export interface ManagedRulesParts {
  readonly store: Store;
  readonly rules: Pick<Rules, 'reload'>;
  readonly now: () => number;
}

/**
 * Makes the rule or brings it up to date; whether it is enabled stays as it is.
 *
 * Throws InvalidEventPatternException, and ResourceAlreadyExistsException where a user has a rule of that name.
 */
export async function putManagedRule(
  { store, rules, now }: ManagedRulesParts,
  { name, eventPattern, description }: ManagedRule,
  place: Place,
): Promise<void> {
  parseEventPattern(eventPattern);
  const rule = { bus: { place, name: defaultBusName }, name };
  const key = ruleKey(rule);
  for (let attemptCount = 0; attemptCount < attemptsMax; attemptCount += 1) {
    const found = await store.resources.get(key);
    if (found !== undefined && found.body.managedBy !== managedBy) {
      throw new ResourceAlreadyExistsException(`Rule ${name} already exists.`);
    }
    if (found?.body.eventPattern === eventPattern && found.body.description === description) return;
    const body: EventRuleBody = {
      arn: ruleArnOf(rule),
      name,
      eventBusName: defaultBusName,
      scheduleExpression: undefined,
      scheduledFrom: now(),
      state: 'ENABLED',
      roleArn: undefined,
      managedBy,
      createdBy: place.account,
      targets: [],
      tags: [],
      ...found?.body,
      eventPattern,
      description,
    };
    const changes = putRuleChanges(key, body, found?.revision ?? 0);
    if ((await store.resources.write(changes)) === 'conflict') continue;
    await rules.reload(key);
    return;
  }
  throw new ConcurrentModificationException(`Rule ${name} is changed all the time.`);
}
