import { AwsError } from '../../src/base/aws-error.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import type { Life, Server } from './server.ts';
import type { Timeline } from './timeline.ts';
import type { Findings } from './violation.ts';

/** Callers of the API, who ask again until they have an answer. */
export interface Clients {
  /** Asks whatever process there is, again where it dies, cannot write or takes too long, and gives the first answer. */
  insist<T>(
    label: string,
    ask: (life: Life) => Promise<T>,
    done: (answer: T) => void,
    patience?: number,
  ): void;
  /** Requests that have no answer yet. */
  readonly waitingCount: number;
}

export interface ClientsParts {
  readonly timeline: Timeline;
  readonly findings: Findings;
  readonly server: () => Server;
}

const patienceMilliseconds = 15_000;
const againMilliseconds = 700;

export function createClients({ timeline, findings, server }: ClientsParts): Clients {
  let waitingCount = 0;

  function insist<T>(
    label: string,
    ask: (life: Life) => Promise<T>,
    done: (answer: T) => void,
    patience = patienceMilliseconds,
  ): void {
    waitingCount += 1;
    const again = () => timeline.after(timeline.chance.below(againMilliseconds), `${label} again`, attempt);
    const attempt = () => {
      const life = server().open;
      if (life === undefined) {
        again();
        return;
      }
      let isOver = false;
      const cancel = timeline.after(patience, `${label} takes too long`, () => {
        isOver = true;
        again();
      });
      const settle = (what: () => void) => {
        if (isOver || !life.isAlive) return;
        isOver = true;
        cancel();
        what();
      };
      const answered = (answer: T) =>
        settle(() => {
          waitingCount -= 1;
          timeline.note(`${label} answered`);
          done(answer);
        });
      const refused = (error: unknown) =>
        settle(() => {
          if (!(error instanceof StoreUnavailable) && !(error instanceof AwsError))
            findings.report(
              'no error of our own',
              `${label}: ${error instanceof Error ? error.stack : error}`,
            );
          again();
        });
      ask(life).then(answered, refused);
    };
    attempt();
  }

  return {
    insist,
    get waitingCount() {
      return waitingCount;
    },
  };
}
