import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';

/** The policies and definitions of this example name these accounts and this region. */
export const region = 'us-east-1';

/**
 * The administrator's clients for both accounts. `stepwell dev` takes an access key id of 12 digits for the root user of
 * that account.
 *
 * @param {string} endpoint
 */
export function connect(endpoint) {
  return {
    development: account('Development', '111111111111', endpoint),
    testing: account('Testing', '222222222222', endpoint),
  };
}

/** @typedef {ReturnType<typeof account>} Account */

/** @param {string} name @param {string} id @param {string} endpoint */
function account(name, id, endpoint) {
  const settings = { endpoint, region, credentials: { accessKeyId: id, secretAccessKey: 'any' } };
  return {
    name,
    id,
    /** @param {string} roleName */
    roleArn: (roleName) => `arn:aws:iam::${id}:role/${roleName}`,
    /** @param {string} machineName */
    stateMachineArn: (machineName) => `arn:aws:states:${region}:${id}:stateMachine:${machineName}`,
    iam: new IAMClient(settings),
    lambda: new LambdaClient(settings),
    sfn: new SFNClient(settings),
    sts: new STSClient(settings),
  };
}
