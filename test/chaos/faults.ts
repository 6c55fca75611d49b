import { setTimeout as sleep } from 'node:timers/promises';
import type { Disk } from './disk.ts';
import type { TcpProxy } from './proxy.ts';
import type { TormentedServer } from './server.ts';
import type { SlowClients } from './slow-clients.ts';

export interface Surroundings {
  readonly server: TormentedServer;
  readonly disk: Disk;
  readonly proxy: TcpProxy;
  readonly slowClients: SlowClients;
  readonly random: () => number;
  /** Something no fault excuses. */
  readonly report: (finding: string) => void;
}

export interface Fault {
  readonly weight: number;
  /** Lasts as long as it takes, and heals what it did. It may leave the server down. */
  readonly run: (surroundings: Surroundings) => Promise<void>;
}

const between = (random: () => number, least: number, most: number) => least + random() * (most - least);
const clockSecondsMax = 40;

/** What happens to the server between two kills. */
export const faults = {
  calm: { weight: 10, run: ({ random }) => sleep(between(random, 500, 3_000)) },
  'SIGSTOP and SIGCONT': {
    weight: 3,
    run: ({ server, random }) => server.pause(between(random, 500, 5_000)),
  },
  'disk full': {
    weight: 3,
    async run({ server, disk, random, report }) {
      if (!disk.isMounted) return;
      const leftBytes = Math.floor(random() * 200) * 1024;
      disk.fill(leftBytes);
      try {
        await sleep(between(random, 500, 3_000));
        disk.fill(0);
        await sleep(between(random, 0, 1_500));
        if (random() < 0.4) {
          await server.kill({ withFunctions: random() < 0.5 });
          // It may refuse to start on a full disk, or start and refuse what it cannot write.
          const { isUp, told } = await server.start();
          if (!isUp && !told.includes('is full')) report(`on a full disk the server said: ${told}`);
          await sleep(between(random, 0, 1_000));
        }
      } finally {
        disk.free();
      }
      await sleep(between(random, 500, 2_000));
    },
  },
  'read-only file system': {
    weight: 2,
    async run({ server, disk, report }) {
      if (!disk.isMounted) return;
      await server.kill({ withFunctions: true });
      if (!disk.setReadOnly(true)) return;
      const { isUp, told } = await server.start();
      if (isUp) report('the server started on a read-only file system');
      else if (!told.includes('read-only')) report(`on a read-only file system the server said: ${told}`);
      disk.setReadOnly(false);
    },
  },
  'clock jump': {
    weight: 3,
    async run({ server, random }) {
      server.setClock(Math.round(between(random, -clockSecondsMax, clockSecondsMax)) * 1000);
      await sleep(between(random, 1_000, 4_000));
      // Otherwise the next life begins with the wrong time, too.
      if (random() < 0.5) server.setClock(0);
    },
  },
  'connection resets': {
    weight: 3,
    async run({ proxy, random }) {
      for (let times = 0; times < 5; times += 1) {
        proxy.resetAll();
        await sleep(between(random, 50, 600));
      }
    },
  },
  'answers cut short': {
    weight: 2,
    async run({ proxy, random }) {
      proxy.cutAnswers(20);
      await sleep(between(random, 500, 3_000));
      proxy.cutAnswers(0);
    },
  },
  'stalled network': {
    weight: 2,
    async run({ proxy, random }) {
      proxy.setStalled(true);
      await sleep(between(random, 500, 3_000));
      proxy.setStalled(false);
    },
  },
  'slow clients': {
    weight: 2,
    async run({ slowClients, random }) {
      slowClients.begin(10);
      await sleep(between(random, 500, 3_000));
    },
  },
} satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

/** The fault that `random` draws. */
export function drawFault(random: () => number): FaultName {
  const entries = Object.entries(faults) as [FaultName, Fault][];
  let left = random() * entries.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return 'calm';
}
