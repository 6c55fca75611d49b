// Puts what the example needs into both accounts: creates what is not there, and updates what is.

import { readdirSync, readFileSync } from 'node:fs';
import {
  CreateRoleCommand,
  EntityAlreadyExistsException,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  ResourceConflictException,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  StateMachineDoesNotExist,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { zipSync } from 'fflate';

/** @typedef {import('./accounts.js').Account} Account */

/** @param {{ development: Account, testing: Account }} accounts */
export async function install({ development, testing }) {
  // Roles first: functions and state machines are checked against theirs.
  await putRole(development, 'settle-orders', 'development/roles/settle-orders');
  for (const name of ['order-desk', 'review-large-order', 'order-functions']) {
    await putRole(testing, name, `testing/roles/${name}`);
  }
  for (const name of ['price-order', 'total-orders']) {
    await putFunction(testing, name, { roleName: 'order-functions', folder: `testing/functions/${name}` });
  }
  await putStateMachine(testing, 'review-large-order', 'testing/review-large-order.asl.json');
  await putStateMachine(development, 'settle-orders', 'development/workflow.asl.json');
}

/** @param {Account} account @param {string} roleName @param {string} folder */
async function putRole({ iam }, roleName, folder) {
  const trustPolicy = readText(`${folder}/trust-policy.json`);
  try {
    await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: trustPolicy }));
  } catch (error) {
    if (!(error instanceof EntityAlreadyExistsException)) throw error;
    await putTrustPolicy({ iam }, roleName, trustPolicy);
  }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: 'permissions',
      PolicyDocument: readText(`${folder}/permissions.json`),
    }),
  );
}

/** @param {Pick<Account, 'iam'>} account @param {string} roleName @param {string} trustPolicy */
export async function putTrustPolicy({ iam }, roleName, trustPolicy) {
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument: trustPolicy }));
}

/** @param {Account} account @param {string} name @param {{ roleName: string, folder: string }} source */
async function putFunction({ lambda, roleArn }, name, { roleName, folder }) {
  const archive = zipFolder(folder);
  const settings = {
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn(roleName),
    Timeout: 30,
  };
  try {
    await lambda.send(new CreateFunctionCommand({ ...settings, Code: { ZipFile: archive } }));
  } catch (error) {
    if (!(error instanceof ResourceConflictException)) throw error;
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: archive }));
    await lambda.send(new UpdateFunctionConfigurationCommand(settings));
  }
}

/** A state machine has the role of its own name. @param {Account} account @param {string} name @param {string} file */
async function putStateMachine({ sfn, roleArn, stateMachineArn }, name, file) {
  const content = { definition: readText(file), roleArn: roleArn(name) };
  try {
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: stateMachineArn(name), ...content }));
  } catch (error) {
    if (!(error instanceof StateMachineDoesNotExist)) throw error;
    await sfn.send(new CreateStateMachineCommand({ name, ...content }));
  }
}

/** @param {string} folder */
function zipFolder(folder) {
  const names = readdirSync(new URL(folder, import.meta.url));
  const read = (name) => readFileSync(new URL(`${folder}/${name}`, import.meta.url));
  // With times of its own an archive would be another one every time.
  return zipSync(Object.fromEntries(names.map((name) => [name, read(name)])), { mtime: '2000-01-01' });
}

/** @param {string} file within this folder */
export function readText(file) {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
