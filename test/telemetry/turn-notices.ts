import { createExecution } from '../../src/engine/apply.ts';
import type { Revision } from '../../src/runtime/revisions.ts';
import type { TurnNotice } from '../../src/runtime/turn-observer.ts';
import { drive, type Scenario } from '../support/engine-driver.ts';

/** What an observer is told of the turns of one execution. */
export function turnNotices(scenario: Scenario): readonly TurnNotice[] {
  const { execution, decisions } = drive(scenario);
  const revision = { machine: execution.machine } as Revision;
  let before = createExecution(execution.facts, execution.machine);
  return decisions
    .filter(({ events }) => events.length > 0)
    .map(({ events, execution: after }) => {
      const notice = { revision, qualifiers: {}, before, after, events, messageCount: 1 };
      before = after;
      return notice;
    });
}
