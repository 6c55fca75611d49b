import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QueryLanguageName } from '../../src/asl/definition.ts';
import { diagnoseDefinition } from '../../src/asl/diagnose.ts';
import { type Diagnostic, isError } from '../../src/asl/diagnostic.ts';
import { queryLanguages } from '../../src/asl/expressions/index.ts';
import { assert } from '../../src/base/assert.ts';
import { Failure } from '../../src/base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, utf8Length } from '../../src/base/json.ts';
import type { CallTask } from '../../src/engine/command.ts';
import { isTerminal } from '../../src/engine/execution.ts';
import { historyEventsMax, payloadBytesMax } from '../../src/engine/limits.ts';
import {
  announcesEnd,
  beats,
  drive,
  fails,
  reports,
  type Script,
  submits,
  succeeds,
} from '../support/engine-driver.ts';
import { type Chance, chanceOf } from './chance.ts';
import { mutate } from './mutate.ts';
import { randomDefinition } from './random-definition.ts';
import { errorNames, randomInput } from './words.ts';

const runs = Number(process.env.STEPWELL_FUZZ_RUNS ?? 500);
const isNightly = process.env.STEPWELL_FUZZ_RUNS !== undefined;
const seed = Number(process.env.STEPWELL_FUZZ_SEED ?? (isNightly ? Date.now() % 2 ** 31 : 20_241_122));

/** How long one definition may take; far more than any should, since what hangs would take forever. */
const runMillisecondsMax = 20_000;
const heapBytesMax = 1_500_000_000;

/** A year, and what may still be going on when it ends. */
const untilSeconds = 366 * 24 * 60 * 60;

interface Tally {
  refused: number;
  readonly statuses: Map<string, number>;
  readonly stateTypes: Set<string>;
}

/** Refuses the definition with diagnostics, or runs it to its end; anything else is an error that shows the definition. */
function check(definition: Json, chance: Chance, tally: Tally): void {
  const text = JSON.stringify(definition);
  const input = randomInput(chance);
  const startedAt = performance.now();
  try {
    const diagnostics = diagnoseDefinition(text, { type: 'STANDARD' });
    for (const diagnostic of diagnostics) checkDiagnostic(diagnostic);
    if (diagnostics.some(isError)) tally.refused += 1;
    else run(JSON.parse(text) as JsonObject, { input, chance, tally });
    const milliseconds = performance.now() - startedAt;
    assert(milliseconds < runMillisecondsMax, `less than ${runMillisecondsMax} ms, not ${milliseconds}`);
  } catch (error) {
    throw new Error(`${String(error)}\ndefinition: ${text}\ninput: ${JSON.stringify(input)}`, {
      cause: error,
    });
  }
}

function checkDiagnostic({ severity, code, message, location }: Diagnostic): void {
  assert(severity === 'ERROR' || severity === 'WARNING', `a severity, not ${severity}`);
  assert(/^[A-Z]+(_[A-Z]+)+$/.test(code), `a code, not ${code}`);
  assert(message.length > 0, 'a message');
  assert(location === undefined || /^[/[]/.test(location), `a location, not ${location}`);
}

interface Running {
  readonly input: Json;
  readonly chance: Chance;
  readonly tally: Tally;
}

function run(definition: JsonObject, { input, chance, tally }: Running): void {
  const { execution, events } = drive({
    definition,
    input,
    seed: chance.below(2 ** 31),
    untilSeconds,
    tasks: (call) => scriptOf(call, chance),
    polls: () => (chance.once(2) ? resultOf(chance) : undefined),
  });
  assert(isTerminal(execution), `an execution that ended, not one that is ${execution.status}`);
  assert(execution.lastEventId <= historyEventsMax, `${historyEventsMax} events at most`);
  const output = JSON.stringify(execution.output) ?? '';
  assert(utf8Length(output) <= payloadBytesMax, `${payloadBytesMax} bytes of output at most`);
  tally.statuses.set(execution.status, (tally.statuses.get(execution.status) ?? 0) + 1);
  for (const event of events) if (event.type === 'StateEntered') tally.stateTypes.add(event.stateType);
}

function resultOf(chance: Chance): Json | Failure {
  if (chance.once(3)) return new Failure(chance.pick(errorNames), 'a cause');
  return randomInput(chance);
}

/** What a service would answer, or nothing. */
function scriptOf({ resource }: CallTask, chance: Chance): Script {
  if (chance.once(6)) return [];
  const result = resultOf(chance);
  const seconds = chance.below(30);
  const end =
    result instanceof Failure ? fails(String(result.error), 'a cause', seconds) : succeeds(result, seconds);
  if (resource.kind === 'LambdaFunction') return [end];
  if (resource.kind === 'Activity') return [beats(1), reports(result, seconds)];
  if (resource.pattern === 'RequestResponse' || chance.once(5)) return [end];
  if (resource.pattern === 'Sync') return [submits({}, 'job'), announcesEnd(seconds)];
  return [submits({}), beats(chance.below(9)), reports(result, seconds)];
}

/** Checks as many definitions as asked for, each made from a seed of its own. */
function fuzz(makeDefinition: (chance: Chance) => Json): Tally {
  const tally: Tally = { refused: 0, statuses: new Map(), stateTypes: new Set() };
  console.info(`fuzz: ${runs} runs; STEPWELL_FUZZ_RUNS=${runs} STEPWELL_FUZZ_SEED=${seed} replays them`);
  fc.assert(
    fc.property(fc.noShrink(fc.nat()), (ownSeed) => {
      const chance = chanceOf(ownSeed);
      check(makeDefinition(chance), chance, tally);
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  expect(process.memoryUsage().heapUsed).toBeLessThan(heapBytesMax);
  return tally;
}

const languages = Object.keys(queryLanguages) as readonly QueryLanguageName[];
const limit = Math.max(60_000, runs * 100);

describe('a definition is refused with a diagnostic or runs to an end', () => {
  test('whatever it is made of', { timeout: limit }, () => {
    const { refused, statuses, stateTypes } = fuzz((chance) => randomDefinition(chance, languages));
    expect(refused).toBeLessThan(runs);
    expect([...stateTypes].sort()).toEqual([
      'Choice',
      'Fail',
      'Map',
      'Parallel',
      'Pass',
      'Succeed',
      'Task',
      'Wait',
    ]);
    expect([...statuses.keys()]).toEqual(expect.arrayContaining(['SUCCEEDED', 'FAILED']));
    // Enough of both, so that neither half of the property goes untested.
    expect(refused / runs).toBeGreaterThan(0.05);
    expect(refused / runs).toBeLessThan(0.8);
  });

  test('whatever is changed about it', { timeout: limit }, () => {
    const { refused, statuses } = fuzz((chance) => mutate(randomDefinition(chance, languages), chance));
    expect(refused).toBeGreaterThan(0);
    expect(statuses.size).toBeGreaterThan(0);
  });

  const published = publishedDefinitions();
  test.skipIf(published.length === 0)(
    'whatever is changed about those that AWS ran (skipped where they are not at hand)',
    { timeout: limit },
    () => {
      const { refused, statuses } = fuzz((chance) => mutate(chance.pick(published), chance));
      expect(refused).toBeGreaterThan(0);
      expect(statuses.size).toBeGreaterThan(0);
    },
  );
});

/** The definitions of the recorded cases, each once. */
function publishedDefinitions(): readonly JsonObject[] {
  const folder = new URL('../../../shared/conformance/cases/', import.meta.url);
  if (!existsSync(folder)) return [];
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('/') && file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as JsonObject)
    .flatMap(({ stateMachines }) => (isJsonArray(stateMachines) ? stateMachines : []))
    .map((machine) => (isJsonObject(machine) ? machine.definition : undefined));
  return [...new Set(texts)].flatMap((text) => {
    const definition = typeof text === 'string' ? parsed(text) : undefined;
    return isJsonObject(definition) ? [definition] : [];
  });
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
