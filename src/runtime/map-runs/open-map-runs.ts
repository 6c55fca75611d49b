import type { Arn } from '../../base/arn.ts';

/**
 * Map Runs of one account and region that are open at once; others have started, and wait. Source: Developer Guide,
 * "Service quotas".
 */
export const openMapRunsMax = 1_000;

export interface OpenMapRuns {
  /** Takes the Map Run up: it is open at once where there is room, or where it does not wait for any. */
  admit(mapRunArn: Arn, options: { readonly waits: boolean }): Admission;
}

export interface Admission {
  /** Resolves once the Map Run is open. */
  readonly opened: Promise<void>;
  /** Opens it whether there is room or not. */
  letPass(): void;
  /** It is over: the one that waits longest is open now. */
  leave(): void;
}

/** Of one account and region. */
interface Line {
  openCount: number;
  /** How to open each that waits, the longest first. */
  readonly waiting: Set<() => void>;
}

export function createOpenMapRuns(max: number): OpenMapRuns {
  const lines = new Map<string, Line>();

  function lineOf(key: string): Line {
    let line = lines.get(key);
    if (line === undefined) {
      line = { openCount: 0, waiting: new Set() };
      lines.set(key, line);
    }
    return line;
  }

  return {
    admit(mapRunArn, { waits }) {
      const key = placeKey(mapRunArn);
      const line = lineOf(key);
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = () => {
          line.waiting.delete(open);
          line.openCount += 1;
          resolve();
        };
      });
      if (!waits || line.openCount < max) open();
      else line.waiting.add(open);
      return {
        opened,
        letPass() {
          if (line.waiting.has(open)) open();
        },
        leave() {
          if (!line.waiting.delete(open)) line.openCount -= 1;
          const [next] = line.waiting;
          if (next !== undefined && line.openCount < max) next();
          else if (line.openCount === 0) lines.delete(key);
        },
      };
    },
  };
}

/** `arn:aws:states:us-east-1:123456789012`. */
function placeKey(mapRunArn: Arn): string {
  return mapRunArn.slice(0, mapRunArn.indexOf(':mapRun:'));
}
