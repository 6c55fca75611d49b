/** How many orders came out how, and what the accepted ones of each country come to. */
export async function handler({ outcomes }) {
  const orders = {};
  const amountCents = {};
  for (const { outcome, country, amountCents: amount } of outcomes) {
    orders[outcome] = (orders[outcome] ?? 0) + 1;
    if (amount > 0) amountCents[country] = (amountCents[country] ?? 0) + amount;
  }
  return { orders, amountCents };
}
