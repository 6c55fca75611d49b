import type { TaskCall } from '../calls.ts';
import { machineArnOf } from '../machine.ts';
import type { Condition, PolicyStatement } from '../policy.ts';
import type { ConsoleTemplate, ReadName, StatementTemplate } from './console-template.ts';

type Names = Readonly<Record<string, readonly string[] | undefined>>;

/** The statements that the console writes for one task. */
export function fillTemplate(template: ConsoleTemplate, call: TaskCall): readonly PolicyStatement[] {
  if (template.applies !== undefined && !template.applies(call)) return [];
  const names = readNames(template.names, call);
  const isFound =
    template.found !== undefined && Object.values(names).every((values) => values !== undefined);
  const { partition, region, account } = call.place;
  const filled: Names = {
    partition: [partition],
    region: [region],
    account: [account],
    machine: [machineArnOf(call.machine)],
    ...readNames(template.others, call),
    ...names,
  };
  return (isFound ? (template.found ?? []) : template.any).flatMap((part) =>
    fillStatement(part, call.pattern === 'Sync', filled),
  );
}

function readNames(names: Readonly<Record<string, ReadName>> | undefined, call: TaskCall): Names {
  return Object.fromEntries(Object.entries(names ?? {}).map(([name, read]) => [name, read(call)]));
}

function fillStatement(
  { actions, syncActions = [], resources, condition }: StatementTemplate,
  isSync: boolean,
  names: Names,
): readonly PolicyStatement[] {
  const Action = isSync ? [...actions, ...syncActions] : actions;
  if (Action.length === 0) return [];
  const Condition = condition && fillCondition(condition, names);
  return [
    {
      Effect: 'Allow',
      Action,
      Resource: resources.flatMap((text) => fillText(text, names)),
      ...(Condition && { Condition }),
    },
  ];
}

/** Undefined where what it would compare with is not written out. */
function fillCondition(condition: Condition, names: Names): Condition | undefined {
  let isFilled = true;
  const filled = Object.entries(condition).map(([operator, keys]) => [
    operator,
    Object.fromEntries(
      Object.entries(keys).map(([key, values]) => {
        const texts = values.flatMap((value) => fillText(value, names));
        isFilled &&= texts.length > 0;
        return [key, texts];
      }),
    ),
  ]);
  return isFilled ? Object.fromEntries(filled) : undefined;
}

/** `text` with its gaps filled, once for each value that a gap has. */
function fillText(text: string, names: Names): readonly string[] {
  const gap = /\{(\w+)\}/.exec(text);
  if (gap === null) return [text];
  const [whole, name = ''] = gap;
  const before = text.slice(0, gap.index);
  const after = fillText(text.slice(gap.index + whole.length), names);
  return (names[name] ?? []).flatMap((value) => after.map((rest) => `${before}${value}${rest}`));
}
