import { setTimeout as sleep } from 'node:timers/promises';
import { drawFault, faults, type Surroundings } from './faults.ts';

export interface Torments {
  readonly faults: Readonly<Record<string, number>>;
  readonly earlyKills: number;
  readonly gracefulStops: number;
}

export interface TormentSchedule {
  readonly milliseconds: number;
  readonly kills: number;
  readonly tell: (line: string) => void;
}

/** One kill in so many hits a server that has not yet started. */
const earlyKillEvery = 5;
/** One end in so many is a graceful one, and no kill. */
const gracefulEvery = 12;
const earlyMillisecondsMax = 900;
/** A start that fails for no reason is one finding, and not the end. */
const startTriesMax = 3;

/** Kills the server again and again, with other faults in between, and leaves all of them healed and the server up. */
export async function torment(
  surroundings: Surroundings,
  { milliseconds, kills, tell }: TormentSchedule,
): Promise<Torments> {
  const { server, random, report } = surroundings;
  const endsAt = performance.now() + milliseconds;
  const counts = new Map<string, number>();
  let earlyKills = 0;
  let gracefulStops = 0;
  // Until it was killed as often as was asked for, too: a round may take longer than it was given.
  while (performance.now() < endsAt || server.kills < kills) {
    const left = Math.max(1, kills - server.kills);
    const roundMilliseconds = ((endsAt - performance.now()) / left) * (0.5 + random());
    const roundEndsAt = performance.now() + roundMilliseconds;
    const met: string[] = [];
    do {
      const name = drawFault(random);
      met.push(name);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      await faults[name].run(surroundings);
      if (server.port === 0) break;
      await sleep(random() * 1_500);
    } while (performance.now() < roundEndsAt);
    if (server.port !== 0) {
      if (random() * gracefulEvery < 1) {
        gracefulStops += 1;
        const status = await server.stop();
        if (status !== 0) report(`a graceful stop ended with ${status}`);
      } else {
        await server.kill({ withFunctions: random() < 0.5 });
      }
    }
    while (random() * earlyKillEvery < 1) {
      earlyKills += 1;
      const started = server.start();
      await sleep(random() * earlyMillisecondsMax);
      await server.kill({ withFunctions: true });
      await started;
    }
    const startedAt = performance.now();
    await startAgain(surroundings);
    tell(`${server.kills} kills: ${met.join(', ')}; up in ${Math.round(performance.now() - startedAt)} ms`);
  }
  server.setClock(0);
  return { faults: Object.fromEntries(counts), earlyKills, gracefulStops };
}

async function startAgain({ server, report }: Surroundings): Promise<void> {
  for (let tries = 0; tries < startTriesMax; tries += 1) {
    const { isUp, told } = await server.start();
    if (isUp) return;
    report(`the server did not start: ${told}`);
    await sleep(1_000);
  }
  throw new Error('the server does not start any more');
}
