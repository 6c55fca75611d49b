import { parseArn } from '../base/arn.ts';
import type { CancelScheduled, Clock } from '../base/clock.ts';
import type { EventRuleBody, EventRulePlaceBody } from '../store/resources/events.ts';
import type { ResourceChange, ResourceKey, Store } from '../store/store.ts';
import type { BusEvent } from './bus-event.ts';
import { busId, type Listener, type Listeners } from './listeners.ts';
import { parseEventPattern } from './patterns/event-pattern.ts';
import { parseSchedule } from './schedules/schedule.ts';

/** Keeps who listens, and which timers run, in step with the rules that are stored. */
export interface Rules {
  /** Takes up every rule there is. */
  load(): Promise<void>;
  /** Takes up what is stored now of a rule that was written or deleted. */
  reload(key: ResourceKey<'EventRule'>): Promise<void>;
  /** Lets no schedule fire any more; patterns still match. */
  stopSchedules(): void;
}

export interface RulesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly listeners: Listeners;
  /** Told of each event that an enabled rule matches. */
  readonly onMatch: (rule: EventRuleBody, event: BusEvent) => void;
  /** Makes the event of a schedule that is due. */
  readonly onDue: (rule: EventRuleBody, dueAt: number) => void;
}

/** Rules that are read at a time. */
const rulesPerRead = 500;

interface ActiveRule {
  readonly body: EventRuleBody;
  stop(): void;
  stopSchedule(): void;
}

export function createRules({ store, clock, listeners, onMatch, onDue }: RulesParts): Rules {
  /** By the key's parts. */
  const active = new Map<string, ActiveRule>();
  let hasSchedules = true;

  function take(id: string, body: EventRuleBody | undefined): void {
    const known = active.get(id);
    if (known?.body === body) return;
    known?.stop();
    active.delete(id);
    if (body === undefined || body.state === 'DISABLED') return;
    const stopListening = listen(body);
    const stopSchedule = schedule(body);
    const stop = () => {
      stopListening();
      stopSchedule();
    };
    active.set(id, { body, stop, stopSchedule });
  }

  function listen(body: EventRuleBody): () => void {
    if (body.eventPattern === undefined) return () => {};
    const { account = '', region = '' } = parseArn(body.arn) ?? {};
    const bus = busId(account, region, body.eventBusName);
    const listener: Listener = {
      pattern: parseEventPattern(body.eventPattern),
      hear: (event) => onMatch(body, event),
    };
    listeners.add(bus, listener);
    return () => listeners.remove(bus, listener);
  }

  function schedule(body: EventRuleBody): () => void {
    if (body.scheduleExpression === undefined || !hasSchedules) return () => {};
    const times = parseSchedule(body.scheduleExpression);
    let cancel: CancelScheduled = () => {};
    const arm = (after: number) => {
      const dueAt = times.next(after, body.scheduledFrom);
      if (dueAt === undefined) return;
      cancel = clock.schedule(dueAt, () => {
        // Times that passed while the process was held up are left out.
        arm(Math.max(dueAt, clock.now()));
        onDue(body, dueAt);
      });
    };
    arm(clock.now());
    return () => cancel();
  }

  async function loadPlace({ account, region }: EventRulePlaceBody): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const position = after === undefined ? {} : { after };
      const query = { kind: 'EventRule', account, region, limit: rulesPerRead, ...position } as const;
      const rules = await store.resources.list(query);
      for (const rule of rules) take(idOf(rule), rule.body);
      if (rules.length < rulesPerRead) return;
      after = rules.at(-1)?.name;
    }
  }

  return {
    async load() {
      let after: string | undefined;
      for (;;) {
        const position = after === undefined ? {} : { after };
        const query = {
          kind: 'EventRulePlace',
          account: '',
          region: '',
          limit: rulesPerRead,
          ...position,
        } as const;
        const places = await store.resources.list(query);
        for (const { body } of places) await loadPlace(body);
        if (places.length < rulesPerRead) return;
        after = places.at(-1)?.name;
      }
    },
    async reload(key) {
      // Who wrote last reads last, and sees everything that was written before.
      take(idOf(key), (await store.resources.get(key))?.body);
    },
    stopSchedules() {
      hasSchedules = false;
      for (const rule of active.values()) rule.stopSchedule();
    },
  };
}

function idOf({ account, region, name }: ResourceKey<'EventRule'>): string {
  return `${account} ${region} ${name}`;
}

/** The changes that store a rule, so that it is found again when the server starts. */
export function putRuleChanges(
  key: ResourceKey<'EventRule'>,
  body: EventRuleBody,
  expectedRevision: number,
): readonly ResourceChange[] {
  const put: ResourceChange = { type: 'put', key, body, expectedRevision };
  if (expectedRevision > 0) return [put];
  const { account, region } = key;
  const place: ResourceChange = {
    type: 'put',
    key: { kind: 'EventRulePlace', account: '', region: '', name: `${account}/${region}` },
    body: { account, region },
    expectedRevision: undefined,
  };
  return [put, place];
}
