import type { Block } from '../asl/blocks.ts';
import { isJsonObject } from '../base/json.ts';
import { type Foreseen, foreseenLiteral, unknown } from './foreseen.ts';
import type { Foresight } from './foresight.ts';
import { type Machine, machineArnOf } from './machine.ts';

/** What is known of the Context object in the state `stateName` of a block. */
export type ContextAt = (block: Block, stateName: string) => Foresight['context'];

/** What of the Context object is known before a run. Source: Developer Guide, "Accessing execution data from the Context object". */
export function foreseenContext(machine: Machine): ContextAt {
  const byBlock = new Map<Block, ReadonlyMap<string, Foreseen>>();
  return (block, stateName) => {
    const members = byBlock.get(block) ?? membersIn(block, machine);
    byBlock.set(block, members);
    return (path) => (path === 'State.Name' ? foreseenLiteral(stateName) : (members.get(path) ?? unknown));
  };
}

function membersIn(block: Block, machine: Machine): ReadonlyMap<string, Foreseen> {
  const run = distributedOver(block);
  const isExpress = run === undefined ? machine.type === 'EXPRESS' : isExpressRun(run);
  const arn = machineArnOf(machine);
  const executions = arn.replace(':stateMachine:', isExpress ? ':express:' : ':execution:');
  const role = foreseenLiteral(machine.executionRoleArn);
  // A child execution is one of the machine that goes by the Map's label behind the machine's own name.
  if (run !== undefined)
    return new Map<string, Foreseen>([
      ['StateMachine.Id', beginning(arn)],
      ['StateMachine.Name', beginning(machine.name)],
      ['Execution.RoleArn', role],
      ['Execution.Id', beginning(executions)],
    ]);
  return new Map<string, Foreseen>([
    ['StateMachine.Id', foreseenLiteral(arn)],
    ['StateMachine.Name', foreseenLiteral(machine.name)],
    ['Execution.RoleArn', role],
    ['Execution.Id', beginning(`${executions}:`)],
  ]);
}

/** The nearest block around `block`, or it itself, whose states run as executions of their own. */
function distributedOver(block: Block | undefined): Block | undefined {
  return block === undefined || block.isDistributed ? block : distributedOver(block.outer?.block);
}

function isExpressRun({ outer }: Block): boolean {
  const processor = outer?.state.state.ItemProcessor ?? outer?.state.state.Iterator;
  const config = isJsonObject(processor) ? processor.ProcessorConfig : undefined;
  return isJsonObject(config) && config.ExecutionType === 'EXPRESS';
}

function beginning(text: string): Foreseen {
  return { kind: 'Text', patterns: [[text, '']] };
}
