import { readFileSync } from 'node:fs';

const prices = JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8'));

/** A Task sees the name of what a function throws as its error, for Retry and Catch. */
class PriceListLoading extends Error {
  name = 'PriceListLoading';
}

class UnknownProduct extends Error {
  name = 'UnknownProduct';
}

/**
 * What an order costs. `attempt` counts the attempts at this order before this one: the price lists of some suppliers
 * are not there at the first.
 */
export async function handler({ order, attempt, discountPercent = 0 }) {
  const price = prices[order.product];
  if (price === undefined) throw new UnknownProduct(`No supplier sells ${order.product}.`);
  if (attempt < (price.slowLoads ?? 0))
    throw new PriceListLoading(`The price list of ${order.product} is loading.`);
  const amountCents = Math.round((order.quantity * price.unitPriceCents * (100 - discountPercent)) / 100);
  return { amountCents };
}
