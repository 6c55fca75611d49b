/** What the orders that benchmarks send hold. */
export const order = { order: 'A-1', net: 80, tax: 16 };

/** States that price an order and decide on it, `Price` first; `afterwards` says where they lead. */
export function orderStates(afterwards) {
  return {
    Price: {
      Type: 'Pass',
      Parameters: { 'order.$': '$.order', 'total.$': 'States.MathAdd($.net, $.tax)' },
      Next: 'IsLarge',
    },
    IsLarge: {
      Type: 'Choice',
      Choices: [{ Variable: '$.total', NumericGreaterThan: 1_000, Next: 'Review' }],
      Default: 'Approve',
    },
    Review: { Type: 'Pass', Result: 'review', ResultPath: '$.decision', ...afterwards },
    Approve: { Type: 'Pass', Result: 'approved', ResultPath: '$.decision', ...afterwards },
  };
}
