import { compileStateMachine } from '../asl/compile.ts';
import type { CompiledMap, CompiledStateMachine, CompiledStates } from '../asl/compiled.ts';
import type { StateMachine } from '../asl/definition.ts';
import { parseDefinition } from '../asl/parse.ts';
import { type Arn, parseArn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import { LeastRecentlyUsed } from '../base/least-recently-used.ts';
import type { StateMachineRevisionBody } from '../store/resources/states.ts';
import type { ResourceStore } from '../store/store.ts';

/** A revision of a state machine, compiled. */
export interface Revision {
  readonly name: string;
  readonly body: StateMachineRevisionBody;
  readonly machine: CompiledStateMachine;
}

/** Revisions by name, each compiled once while it is in use. */
export interface Revisions {
  /**
   * `stateMachineArn` says which account and region the revision belongs to, and with a label which Map's children run: their
   * machine is the Map's item processor.
   */
  get(stateMachineArn: Arn, revisionName: string): Promise<Revision>;
}

const revisionsKept = 1_000;

export function createRevisions(store: { readonly resources: Pick<ResourceStore, 'get'> }): Revisions {
  const compiled = new LeastRecentlyUsed<string, Revision>(revisionsKept);
  return {
    async get(stateMachineArn, name) {
      const key = `${stateMachineArn}/${name}`;
      const known = compiled.get(key);
      if (known !== undefined) return known;
      const { machineArn, label } = splitLabel(stateMachineArn);
      if (label !== undefined) {
        const child = childRevision(await this.get(machineArn, name), stateMachineArn, label);
        compiled.set(key, child);
        return child;
      }
      const { account, region } = parseArn(stateMachineArn) ?? { account: '', region: '' };
      const resource = await store.resources.get({ kind: 'StateMachineRevision', account, region, name });
      assert(resource !== undefined, `revision ${name} of ${stateMachineArn} to be stored`);
      const revision = { name, body: resource.body, machine: compile(resource.body.definition) };
      compiled.set(key, revision);
      return revision;
    },
  };
}

/** The ARN of the machine that the children of a Map belong to, and the Map's label; any other ARN comes back as it is. */
export function splitLabel(stateMachineArn: Arn): {
  readonly machineArn: Arn;
  readonly label: string | undefined;
} {
  const end = stateMachineArn.indexOf('/');
  if (end < 0) return { machineArn: stateMachineArn, label: undefined };
  return { machineArn: stateMachineArn.slice(0, end), label: stateMachineArn.slice(end + 1) };
}

/** What the children of the Map labelled `label` run. */
export function childRevision(
  { name, body, machine }: Revision,
  stateMachineArn: Arn,
  label: string,
): Revision {
  const map = findLabelled(machine, label);
  assert(map?.distributed !== undefined, `revision ${name} to have a Map labelled ${label}`);
  return {
    name,
    body: { ...body, stateMachineArn, type: map.distributed.executionType },
    machine: { ...map.itemProcessor, timeoutSeconds: undefined },
  };
}

function findLabelled({ states }: CompiledStates, label: string): CompiledMap | undefined {
  for (const state of states.values()) {
    if (state.type === 'Map' && state.distributed?.label === label) return state;
    const inside =
      state.type === 'Map' ? [state.itemProcessor] : state.type === 'Parallel' ? state.branches : [];
    for (const block of inside) {
      const found = findLabelled(block, label);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The stored text was validated before it was stored. */
function compile(text: string): CompiledStateMachine {
  const parsed = parseDefinition(text);
  assert('definition' in parsed, 'a stored definition to be JSON');
  return compileStateMachine(parsed.definition as unknown as StateMachine);
}
