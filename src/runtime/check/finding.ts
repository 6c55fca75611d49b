/** What can be wrong with stored data, and what that means for whoever operates the server. */
export const findingMeanings = {
  'database-damaged': 'the file itself is damaged: restore a backup',
  'execution-unreadable': 'an execution’s row holds what no server writes',
  'turn-missing': 'a log lacks turns that the execution’s row counts',
  'turn-surplus': 'a log has turns that the execution’s row does not count',
  'turn-unreadable': 'a turn’s text cannot be read',
  'event-id-gap': 'the ids of a log’s events have a gap, or refer to events that are not before them',
  'fold-failed': 'a log’s events cannot have happened in this order',
  'summary-disagrees': 'an execution is listed, woken or recovered by something else than its log says',
  'key-disagrees': 'a row is not found by the name it has',
  'name-taken-twice': 'two executions have one name',
  'row-orphaned': 'a row belongs to an execution that is not there',
  'awaited-job-missing': 'a task waits for a job whose end nobody would tell it',
  'awaited-job-stale': 'a job’s end would be told to a task that does not wait for it',
  'activity-task-missing': 'no worker would ever get an activity’s task',
  'activity-task-stale': 'a worker could get a task that is not waiting for one',
  'outbox-unreadable': 'a job that is to be cancelled cannot be',
  'outbox-stale': 'a job is to be cancelled for a task that its execution never had',
  'map-run-missing': 'a Map state waits for a Map Run that is not there',
  'revision-unusable': 'what an execution runs is not there, or cannot be compiled',
  'resource-unreadable': 'a resource cannot be read',
  'resource-dangling': 'a resource refers to one that is not there',
  'function-code-damaged': 'a function’s archive is not what its checksum says',
  'secret-missing': 'no task token and no session of the past will be recognized',
} as const;

export type FindingCode = keyof typeof findingMeanings;

export interface Finding {
  readonly code: FindingCode;
  /** What it is about: an execution's ARN, a resource. */
  readonly subject: string;
  readonly message: string;
}

/** Findings kept: with more than these, nobody reads them one by one. */
const findingsMax = 1_000;

/** Findings as they come, all of them counted. */
export class Findings {
  readonly kept: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();

  add(code: FindingCode, subject: string, message: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    if (this.kept.length < findingsMax) this.kept.push({ code, subject, message });
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
