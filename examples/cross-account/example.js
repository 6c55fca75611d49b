// A workflow in the account Development works through functions and a nested workflow in the account Testing: first as it
// should, then with a trust policy in Testing that expects somebody else.

import { isDeepStrictEqual } from 'node:util';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { connect } from './accounts.js';
import { createCallTable } from './call-table.js';
import { install, putTrustPolicy, readText } from './install.js';
import { runWorkflow, stopLeftovers } from './run-workflow.js';
import { describeTotals, expectedTotals } from './totals.js';

/**
 * What `stepwell dev --example` hands over. The listeners hear what no API tells: every call of every execution as it is
 * made, and every call that was denied.
 *
 * @typedef {object} Server
 * @property {string} endpoint
 * @property {(listener: (call: TaskCall) => void) => void} onTaskCall
 * @property {(listener: (record: AccessRecord) => void) => void} onAudit
 *
 * @typedef {{ purpose: string, executionArn: string, stateName: string, resourceArn: string, roleArn: string, account: string }} TaskCall
 * @typedef {{ outcome: string, caller: string, action: string, resource: string, explanation: string }} AccessRecord
 */

/** @param {Server} server */
export default async function runExample(server) {
  const accounts = connect(server.endpoint);
  await install(accounts);
  await stopLeftovers(accounts.development.sfn, accounts.development.stateMachineArn('settle-orders'));
  const input = {
    orderDeskRoleArn: accounts.testing.roleArn('order-desk'),
    orders: JSON.parse(readText('orders.json')),
  };
  await settleOrders(server, accounts, input);
  await meetRefusal(server, accounts, input);
  await tryWithoutWorkflow(accounts);
}

async function settleOrders(server, { development, testing }, input) {
  const { orders } = input;
  const names = { [development.id]: development.name, [testing.id]: testing.name };
  console.log(`\nSettling ${orders.length} orders in Development through Testing\n`);
  const table = createCallTable((account) => names[account] ?? account);
  server.onTaskCall((call) => table.count(call));

  const counts = { settled: 0, retried: 0, events: 0 };
  const execution = await runWorkflow(development.sfn, {
    stateMachineArn: development.stateMachineArn('settle-orders'),
    input,
    onEvents: (events) => {
      counts.settled += events.filter(({ type }) => type === 'MapIterationSucceeded').length;
      counts.retried += events.filter(isRetried).length;
      counts.events += events.length;
      const { settled, retried } = counts;
      table.progress(
        `${settled} of ${orders.length} orders, ${retried} calls retried, ${counts.events} events`,
      );
    },
  });
  table.finish();
  if (execution.status !== 'SUCCEEDED') {
    throw new Error(`the workflow ended as ${execution.status}: ${execution.error}: ${execution.cause}`);
  }
  console.log(`\nSucceeded after ${execution.seconds.toFixed(1)} s:\n`);
  checkTotals(JSON.parse(execution.output).totals, orders);
}

/** The one error that the workflow retries. */
function isRetried({ taskFailedEventDetails }) {
  return taskFailedEventDetails?.error === 'PriceListLoading';
}

function checkTotals(totals, orders) {
  const expected = expectedTotals(orders, JSON.parse(readText('testing/functions/price-order/prices.json')));
  for (const line of describeTotals(totals)) console.log(`  ${line}`);
  if (!isDeepStrictEqual(totals, expected)) {
    throw new Error(`the totals should have been ${JSON.stringify(expected)}, not ${JSON.stringify(totals)}`);
  }
  console.log('\nThe totals are those that the orders and the price list give without the workflow.');
}

/** Runs the workflow while the role in Testing expects another external id, and tells why it fails. */
async function meetRefusal(server, { development, testing }, input) {
  const trustPolicy = readText('testing/roles/order-desk/trust-policy.json');
  const othersTrustPolicy = trustPolicy.replace('stateMachine:settle-orders', 'stateMachine:close-books');
  /** @type {AccessRecord[]} */
  const denied = [];
  server.onAudit((record) => denied.push(record));

  console.log(
    '\nOnce more, while the role order-desk in Testing expects the external id of another workflow\n',
  );
  await putTrustPolicy(testing, 'order-desk', othersTrustPolicy);
  try {
    const failures = [];
    const execution = await runWorkflow(development.sfn, {
      stateMachineArn: development.stateMachineArn('settle-orders'),
      input,
      onEvents: (events) => failures.push(...events.filter(({ type }) => type === 'TaskFailed')),
    });
    const failure = failures[0]?.taskFailedEventDetails;
    if (execution.status !== 'FAILED' || failure === undefined || denied.length === 0) {
      throw new Error(`the workflow should have been refused, but ended as ${execution.status}`);
    }
    console.log(`${execution.status}: ${failure.error}\n  ${failure.cause}`);
    const [{ caller, action, resource, explanation }] = denied;
    console.log(`\nWhy: ${caller}\n  was denied ${action} on ${resource}.`);
    printSentences(explanation);
  } finally {
    await putTrustPolicy(testing, 'order-desk', trustPolicy);
  }
  console.log('\nThe role trusts settle-orders again.');
}

/** The role in Testing trusts one role in Development, not whoever rules that account and knows the external id. */
async function tryWithoutWorkflow({ development, testing }) {
  console.log('\nAnd without the workflow: the root user of Development assumes order-desk\n');
  const request = {
    RoleArn: testing.roleArn('order-desk'),
    RoleSessionName: 'administrator',
    ExternalId: development.stateMachineArn('settle-orders'),
  };
  const outcome = await development.sts.send(new AssumeRoleCommand(request)).catch((error) => error);
  if (outcome.name !== 'AccessDenied')
    throw new Error('the root user of Development should have been refused');
  printSentences(`${outcome.name}: ${outcome.message}`);
}

function printSentences(text) {
  for (const sentence of text.split(/(?<=\.) | (?=\(The )/)) console.log(`  ${sentence}`);
}
