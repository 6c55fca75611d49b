/**
 * What the workflow is to come to, computed here from the orders and the price list alone.
 *
 * @param {readonly { product?: string, country?: string, quantity?: unknown }[]} orders
 * @param {Readonly<Record<string, { unitPriceCents: number }>>} prices
 */
export function expectedTotals(orders, prices) {
  const totals = { orders: {}, amountCents: {} };
  for (const order of orders) {
    const { outcome, amountCents } = settle(order, prices);
    totals.orders[outcome] = (totals.orders[outcome] ?? 0) + 1;
    if (amountCents > 0) {
      totals.amountCents[order.country] = (totals.amountCents[order.country] ?? 0) + amountCents;
    }
  }
  return totals;
}

function settle({ product, country, quantity }, prices) {
  const isComplete = product !== undefined && country !== undefined && quantity > 0;
  if (!isComplete) return { outcome: 'rejected', amountCents: 0 };
  if (!(product in prices)) return { outcome: 'set aside', amountCents: 0 };
  const amountCents = quantity * prices[product].unitPriceCents;
  if (amountCents >= 20_000_00) return { outcome: 'declined', amountCents: 0 };
  if (amountCents >= 5_000_00) return { outcome: 'discounted', amountCents: Math.round(amountCents * 0.95) };
  return { outcome: 'accepted', amountCents };
}

/** Lines that show totals: `DE   12,345.67`. @param {ReturnType<typeof expectedTotals>} totals */
export function describeTotals({ orders, amountCents }) {
  const sumCents = Object.values(amountCents).reduce((sum, cents) => sum + cents, 0);
  const amounts = Object.entries({ ...sorted(amountCents), all: sumCents });
  return [
    Object.entries(sorted(orders))
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', '),
    ...amounts.map(([country, cents]) => `${country.padEnd(4)}${euros(cents).padStart(14)}`),
  ];
}

function sorted(counts) {
  return Object.fromEntries(Object.entries(counts).sort(([left], [right]) => left.localeCompare(right)));
}

function euros(cents) {
  return (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'EUR' });
}
