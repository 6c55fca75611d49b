import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChaos } from './chaos.ts';

const seed = Number(process.env.STEPWELL_CHAOS_SEED ?? Date.now() % 1_000_000);

test(`what is acknowledged amid kills and other faults is neither lost, nor doubled, nor stuck (seed ${seed})`, {
  timeout: 240_000,
}, async () => {
  const directory = join(tmpdir(), `stepwell-chaos-${process.pid}`);
  const options = { minutes: 0.15, seed, kills: 2, rate: 60, directory, isKept: false };
  const lines: string[] = [];
  const report = await runChaos(options, (line) => lines.push(line));
  expect(report.findings, lines.join('\n')).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(2);
  expect(report.acknowledged).toBeGreaterThan(0);
});
