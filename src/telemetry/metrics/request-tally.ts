import { Histogram } from './histogram.ts';
import { TallyTable } from './tally-table.ts';

/** Seconds. */
const requestSecondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];

/** Above what the APIs have; a bound should they grow. */
const actionsMax = 400;
const codesMax = 100;

/** One API request that was answered, as far as metrics go. */
export interface AnsweredRequest {
  /** The SigV4 signing name and the API's name; undefined where the request named none that is known. */
  readonly service: string | undefined;
  readonly action: string | undefined;
  readonly status: number;
  /** The exception's name; undefined where it was not refused. */
  readonly code: string | undefined;
  readonly milliseconds: number;
}

export interface ActionTally {
  /** By status and exception, with a space between. */
  readonly outcomes: TallyTable<{ count: number }>;
  readonly seconds: Histogram;
}

/** Requests by what they asked for, `service action`, and what came of them. */
export class RequestTally {
  readonly actions = new TallyTable<ActionTally>(actionsMax, () => ({
    outcomes: new TallyTable(codesMax, () => ({ count: 0 })),
    seconds: new Histogram(requestSecondsBounds),
  }));

  readonly onRequest = ({ service, action, status, code, milliseconds }: AnsweredRequest): void => {
    const tally = this.actions.get(`${service ?? 'unknown'} ${action ?? 'unknown'}`);
    tally.outcomes.get(`${status} ${code ?? ''}`).count += 1;
    tally.seconds.observe(milliseconds / 1000);
  };
}
