import reference from 'jsonata';
import { queryLanguages } from '../src/asl/expressions/index.ts';
import type { JsonObject } from '../src/base/json.ts';
import { aScope } from '../test/asl/expressions/scope.ts';
import { reportPart } from './table/report-part.ts';

/**
 * What one evaluation costs: `npm run bench -- expressions`. An accessor and a template of either language should take a
 * microsecond or so, and a JSONata expression never longer than the package's own evaluator takes for it.
 */
const input: JsonObject = {
  order: { id: 'o-1', total: 120, customer: { name: 'Ada', tier: 'gold' } },
  items: Array.from({ length: 20 }, (_item, index) => ({
    sku: `sku-${index}`,
    price: index + 0.5,
    quantity: index % 4,
  })),
};
const scope = aScope({ input, variables: { limit: 100, rate: 1.2 } });

function run(name: 'JSONPath' | 'JSONata', state: JsonObject): () => void {
  const evaluate = queryLanguages[name].input(state);
  return () => {
    evaluate(scope);
  };
}

function expression(text: string): () => void {
  return run('JSONata', { Arguments: `{% ${text} %}` });
}

const jsonPathTemplate: JsonObject = {
  'id.$': '$.order.id',
  'name.$': '$.order.customer.name',
  kind: 'order',
};
const jsonataTemplate: JsonObject = {
  id: '{% $states.input.order.id %}',
  name: '{% $states.input.order.customer.name %}',
  kind: 'order',
};

const simple: Readonly<Record<string, string>> = {
  comparison: "$states.input.order.total > $limit and $states.input.order.customer.tier = 'gold'",
  arithmetic: '$states.input.order.total * $rate + 5',
  concatenation: "'order ' & $states.input.order.id & ' of ' & $states.input.order.customer.name",
  object: '{"id": $states.input.order.id, "big": $states.input.order.total > 100}',
  function: '$exists($states.input.order.discount) ? 1 : 0',
};

const general: Readonly<Record<string, string>> = {
  'a field of every item': '$states.input.items.price',
  'a predicate': '$states.input.items[quantity > 2].sku',
  'a sum over items': '$sum($states.input.items.(price * quantity))',
  'a map with a function': '$map($states.input.items, function($item) { $item.price * $rate })',
  'a sort': '$states.input.items^(>price).sku',
  'a group': '$states.input.items{$string(quantity): $sum(price)}',
  'a pattern': '$match($states.input.order.id, /o-([0-9]+)/).groups[0]',
  'a transform': '$states.input.order ~> |customer|{"tier": "silver"}, "name"|',
};

const accessors: Readonly<Record<string, () => void>> = {
  'JSONPath $.order.customer.name': run('JSONPath', { InputPath: '$.order.customer.name' }),
  'JSONata $states.input.order.customer.name': expression('$states.input.order.customer.name'),
  'JSONata $limit': expression('$limit'),
  'JSONPath template': run('JSONPath', { Parameters: jsonPathTemplate }),
  'JSONata template': run('JSONata', { Arguments: jsonataTemplate }),
};

for (const [name, evaluate] of Object.entries(accessors)) {
  reportPart({ figure: name, unit: 'µs', value: measure(evaluate) });
}
const bindings = { states: { input }, limit: 100, rate: 1.2 };
for (const [name, text] of Object.entries({ ...simple, ...general })) {
  const parsed = reference(text);
  const ours = measure(expression(text));
  const theirs = measure(() => parsed.evaluate(undefined, bindings));
  reportPart({
    figure: `JSONata ${name}`,
    unit: 'µs',
    value: ours,
    beside: { name: "the jsonata package's evaluator", value: theirs },
  });
}

/** Microseconds that one `evaluate` takes, once it is warm. */
function measure(evaluate: () => void): number {
  let microseconds = Number.NaN;
  for (const milliseconds of [100, 300]) {
    const start = performance.now();
    let calls = 0;
    for (; performance.now() - start < milliseconds; calls += 100) {
      for (let index = 0; index < 100; index += 1) evaluate();
    }
    microseconds = ((performance.now() - start) * 1000) / calls;
  }
  return microseconds;
}
