import type { Logger } from 'pino';
import type { Clock } from '../../../base/clock.ts';
import type { JobRunner } from '../../../compute/jobs/job-runner.ts';
import type { Identity } from '../../../runtime/identity/identity.ts';
import type { Store } from '../../../store/store.ts';
import type { OnJobEvent } from './job-event.ts';

/** What the services that run jobs are made of. */
export interface JobParts {
  readonly store: Store;
  readonly identity: Identity;
  readonly runner: JobRunner;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Logger;
  /** Where this server can be reached, for jobs that call back: `http://127.0.0.1:8083`. */
  readonly endpoint: () => string;
  readonly onJobEvent: OnJobEvent;
}
