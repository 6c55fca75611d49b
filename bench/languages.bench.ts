import { compileStateMachine } from '../src/asl/compile.ts';
import type { StateMachine } from '../src/asl/definition.ts';
import type { Json, JsonObject } from '../src/base/json.ts';
import { createExecution } from '../src/engine/apply.ts';
import { type Decision, decide } from '../src/engine/decide.ts';
import type { Message } from '../src/engine/message.ts';
import { facts, surroundings } from './an-execution.ts';
import { reportPart } from './table/report-part.ts';

/**
 * What the query languages cost inside an execution: transitions a second of a chain of Pass states whose outputs are
 * made with each, beside a chain that passes its input on, and what that comes to for each state.
 *
 * `npm run bench -- languages`.
 */

const transitions = 2_000;
const input = { order: { id: 17, price: 12.5, count: 3, customer: 'Ada' }, tags: ['new', 'paid'] };
const jsonata = { QueryLanguage: 'JSONata' };

const chains: Readonly<Record<string, JsonObject>> = {
  'Pass alone': {},
  'JSONPath: InputPath': { InputPath: '$' },
  'JSONPath: Parameters of paths': {
    Parameters: { 'order.$': '$.order', 'tags.$': '$.tags', 'customer.$': '$.order.customer' },
  },
  'JSONPath: an intrinsic function': {
    Parameters: { 'order.$': '$.order', 'tags.$': '$.tags', 'sum.$': 'States.MathAdd($.order.count, 1)' },
  },
  'JSONata: a path': { ...jsonata, Output: '{% $states.input %}' },
  'JSONata: paths, arithmetic, text': {
    ...jsonata,
    Output: {
      order: '{% $states.input.order %}',
      tags: '{% $states.input.tags %}',
      total: '{% $states.input.order.price * $states.input.order.count %}',
      title: "{% 'order ' & $states.input.order.customer %}",
    },
  },
  'JSONata: functions of its own': {
    ...jsonata,
    Output: {
      order: '{% $states.input.order %}',
      tags: '{% $map($states.input.tags, function($tag) { $lowercase($tag) }) %}',
      total: '{% ($add := function($a, $b) { $a + $b }; $reduce([1..5], $add)) %}',
    },
  },
};

const rates = Object.entries(chains).map(([title, fields]) => ({ title, rate: measure(fields) }));
const base = rates[0]?.rate ?? Number.NaN;
for (const { title, rate } of rates) {
  const microseconds = (1 / rate - 1 / base) * 1e6;
  reportPart({
    figure: `transitions in the engine, ${title}`,
    unit: '/s',
    value: rate,
    beside: { name: 'the first of these', value: base },
    remark: `${Math.max(0, microseconds).toFixed(2)} µs for its fields and the text of their output`,
  });
}

/** Transitions a second, once warm. */
function measure(fields: JsonObject): number {
  const machine = compileStateMachine(chainOf(fields) as unknown as StateMachine);
  const runOnce = () => {
    let execution = createExecution(facts, machine);
    let message: Message = { type: 'Start', input: input as Json };
    for (;;) {
      const decision: Decision = decide(execution, message, surroundings);
      execution = decision.execution;
      if (!decision.isCutShort) break;
      message = { type: 'Continue' };
    }
    if (execution.status !== 'SUCCEEDED') throw new Error(execution.failure?.cause ?? execution.status);
  };
  let rate = 0;
  for (const milliseconds of [300, 700]) {
    const start = performance.now();
    let runs = 0;
    for (; performance.now() - start < milliseconds; runs += 1) runOnce();
    rate = (runs * transitions) / ((performance.now() - start) / 1000);
  }
  return rate;
}

function chainOf(fields: JsonObject): JsonObject {
  const names = Array.from({ length: transitions }, (_, index) => `S${index}`);
  const states = names.map((name, index) => {
    const next = names[index + 1];
    return [name, { Type: 'Pass', ...fields, ...(next === undefined ? { End: true } : { Next: next }) }];
  });
  return { StartAt: 'S0', States: Object.fromEntries(states) as JsonObject };
}
