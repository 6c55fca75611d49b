import { compileStateMachine } from '../asl/compile.ts';
import type { CompiledStateMachine } from '../asl/compiled.ts';
import type { StateMachine } from '../asl/definition.ts';
import { parseDefinition } from '../asl/parse.ts';
import { type Arn, parseArn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import type { StateMachineRevisionBody } from '../store/resources/states.ts';
import type { Store } from '../store/store.ts';
import { LeastRecentlyUsed } from './least-recently-used.ts';

/** A revision of a state machine, compiled. */
export interface Revision {
  readonly name: string;
  readonly body: StateMachineRevisionBody;
  readonly machine: CompiledStateMachine;
}

/** Revisions by name, each compiled once while it is in use. */
export interface Revisions {
  /** `stateMachineArn` says which account and region the revision belongs to. */
  get(stateMachineArn: Arn, revisionName: string): Promise<Revision>;
}

const revisionsKept = 1_000;

export function createRevisions(store: Store): Revisions {
  const compiled = new LeastRecentlyUsed<string, Revision>(revisionsKept);
  return {
    async get(stateMachineArn, name) {
      const key = `${stateMachineArn}/${name}`;
      const known = compiled.get(key);
      if (known !== undefined) return known;
      const { account, region } = parseArn(stateMachineArn) ?? { account: '', region: '' };
      const resource = await store.resources.get({ kind: 'StateMachineRevision', account, region, name });
      assert(resource !== undefined, `revision ${name} of ${stateMachineArn} to be stored`);
      const revision = { name, body: resource.body, machine: compile(resource.body.definition) };
      compiled.set(key, revision);
      return revision;
    },
  };
}

/** The stored text was validated before it was stored. */
function compile(text: string): CompiledStateMachine {
  const parsed = parseDefinition(text);
  assert('definition' in parsed, 'a stored definition to be JSON');
  return compileStateMachine(parsed.definition as unknown as StateMachine);
}
