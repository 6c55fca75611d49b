import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { diagnoseDefinition } from '../../src/asl/diagnose.ts';
import { isError } from '../../src/asl/diagnostic.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import { aMachine } from './a-machine.ts';

const golden = new URL('../../../shared/reference/policy-golden/', import.meta.url);
const recorded = new URL('../../../shared/conformance/cases/', import.meta.url);

/** The machines of the worked cases; none where they are not at hand. */
export function goldenMachines(): readonly Machine[] {
  if (!existsSync(golden)) return [];
  return readdirSync(golden)
    .filter((name) => /^\d.*\.json$/.test(name))
    .map((name) => {
      const read = JSON.parse(readFileSync(new URL(name, golden), 'utf8')) as GoldenCase;
      const { partition, account, region, stateMachineName, stateMachineType, options } = read;
      return aMachine(read.definition, {
        partition,
        account,
        region,
        name: stateMachineName,
        type: stateMachineType,
        executionRoleArn: read.executionRoleArn ?? `arn:${partition}:iam::${account}:role/Execution`,
        isLogged: options.logging,
        isTraced: options.tracing,
      });
    });
}

interface GoldenCase {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly stateMachineName: string;
  readonly stateMachineType: 'STANDARD' | 'EXPRESS';
  readonly options: { readonly tracing: boolean; readonly logging: boolean };
  readonly executionRoleArn?: string;
  readonly definition: JsonObject;
}

/** The valid definitions that AWS ran, each once; none where they are not at hand. */
export function recordedMachines(): readonly Machine[] {
  if (!existsSync(recorded)) return [];
  const texts = readdirSync(recorded, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('/') && file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, recorded), 'utf8')) as JsonObject)
    .flatMap(({ stateMachines }) => (isJsonArray(stateMachines) ? stateMachines : []))
    .map((machine) => (isJsonObject(machine) ? machine.definition : undefined));
  return [...new Set(texts)].flatMap((text) => (typeof text === 'string' ? machineOf(text) : []));
}

function machineOf(text: string): readonly Machine[] {
  if (diagnoseDefinition(text, { type: 'STANDARD' }).some(isError)) return [];
  const definition = JSON.parse(text) as Json;
  return isJsonObject(definition) ? [aMachine(definition)] : [];
}
