// Writes src/connectors/catalog/aws-sdk.jsonl: every service and action that AWS SDK integrations can name, from botocore's
// service models. One line a service, so that a change of an API reads as a change of its line.
// Usage: node scripts/generate-integration-catalog.mjs DIRECTORY, where DIRECTORY is the `data` folder of a botocore
// installation.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const catalog = new URL('../src/connectors/catalog/aws-sdk.jsonl', import.meta.url);

/** Folders of botocore that hold the same API as another one does. */
const doubles = new Set(['sms-voice']);

/**
 * What the Developer Guide lists under "Unsupported API actions for supported services", by service. Actions that stream
 * events are left out everywhere and need no line here.
 */
const unsupportedActions = {
  applicationdiscovery: ['describeExportConfigurations', 'exportConfigurations'],
  codedeploy: [
    'batchGetDeploymentInstances',
    'getDeploymentInstance',
    'listDeploymentInstances',
    'skipWaitTimeForInstanceTermination',
  ],
  comprehendmedical: ['detectEntities'],
  directconnect: [
    'allocateConnectionOnInterconnect',
    'describeConnectionLoa',
    'describeConnectionsOnInterconnect',
    'describeInterconnectLoa',
  ],
  efs: ['createTags'],
  emr: ['describeJobFlows'],
  iot: ['attachPrincipalPolicy', 'detachPrincipalPolicy', 'listPolicyPrincipals', 'listPrincipalPolicies'],
  lambda: ['invokeAsync'],
  mediapackage: ['rotateChannelCredentials'],
  rdsdata: ['executeSql'],
  shield: ['deleteSubscription'],
};

/** Where IAM's prefix of a service's actions is not the name its requests are signed with. */
const iamPrefixes = {
  cloudwatch: 'cloudwatch', // Signed as monitoring.
  ioteventsdata: 'iotevents',
  iotdataplane: 'iot',
  iotjobsdataplane: 'iotjobsdata',
  iotsecuretunneling: 'iot',
  mturk: 'mechanicalturk', // Signed as mturk-requester.
  resourcegroupstaggingapi: 'tag', // Signed as tagging.
  sso: 'sso', // Signed as awsssoportal.
};

/** Members whose names Java keeps for itself, so that its SDK has another one. */
const reservedNames = new Set(['default', 'equals', 'package', 'return', 'static']);

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node scripts/generate-integration-catalog.mjs DIRECTORY\n');
  process.exit(2);
}
const services = readdirSync(directory)
  .filter((folder) => !doubles.has(folder) && existsModel(join(directory, folder)))
  .map((folder) => describe(readServiceModel(join(directory, folder))))
  .sort((left, right) => (left.service < right.service ? -1 : 1));
checkTables(services);
writeFileSync(catalog, services.map((service) => `${JSON.stringify(service)}\n`).join(''));

function existsModel(folder) {
  return latestModel(folder) !== undefined;
}

/** The path of the latest version of a service's model. */
function latestModel(folder) {
  if (!existsSync(folder) || folder.endsWith('.json')) return undefined;
  for (const version of readdirSync(folder).sort().reverse()) {
    const plain = join(folder, version, 'service-2.json');
    if (existsSync(plain)) return plain;
    if (existsSync(`${plain}.gz`)) return `${plain}.gz`;
  }
  return undefined;
}

function readServiceModel(folder) {
  const path = latestModel(folder);
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
}

function describe({ metadata, operations, shapes }) {
  const errorPrefix = serviceClass(metadata.serviceId);
  const service = errorPrefix.toLowerCase();
  const { endpointPrefix, signingName = endpointPrefix } = metadata;
  const actions = Object.entries(operations)
    .filter(([, operation]) => !streams(operation, shapes))
    .map(([name, { input }]) => [
      uncapitalized(name),
      input === undefined ? [] : membersOf(shapes[input.shape]),
    ])
    .filter(([action]) => !unsupportedActions[service]?.includes(action));
  const parameters = byFrequency(actions.flatMap(([, members]) => members.map(({ name }) => name)));
  const indexes = new Map(parameters.map((name, index) => [name, index]));
  return {
    service,
    errorPrefix,
    protocol: metadata.protocol,
    endpointPrefix,
    signingName,
    iamPrefix: iamPrefixes[service] ?? signingName,
    parameters,
    actions: Object.fromEntries(
      actions.map(([action, members]) => [
        action,
        members.map(({ name, isRequired }) => `${indexes.get(name)}${isRequired ? '!' : ''}`).join(' '),
      ]),
    ),
  };
}

/** Event streams go on for as long as the connection does, which a Task has no place for. */
function streams({ input, output }, shapes) {
  return [input, output]
    .filter((reference) => reference !== undefined)
    .flatMap((reference) => Object.values(shapes[reference.shape].members ?? {}))
    .some(({ shape }) => shapes[shape].eventstream === true);
}

function membersOf({ members = {}, required = [] }) {
  return Object.keys(members).map((member) => {
    const name = uncapitalized(member);
    const javaName = reservedNames.has(name) ? `${name}Value` : name;
    return { name: capitalized(javaName), isRequired: required.includes(member) };
  });
}

/** Frequent names first, so that most actions name their parameters by small numbers. */
function byFrequency(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts.keys()].sort(
    (left, right) => counts.get(right) - counts.get(left) || (left < right ? -1 : 1),
  );
}

/** A service's name in the AWS SDK for Java 2, made from its service id: `IoT Events` is IotEvents. */
function serviceClass(serviceId) {
  const name = wordsOf(serviceId)
    .map((word) => capitalized(word.toLowerCase()))
    .join('');
  return name.replace(/^(Amazon|Aws)/, '').replace(/Service$/, '');
}

function wordsOf(name) {
  return name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
    .trim()
    .split(/ +/);
}

/** As the AWS SDK for Java 2 begins a name: a leading acronym becomes small as a whole, so `DBName` is dbName. */
function uncapitalized(name) {
  const leading = /^[A-Z](?:[A-Z](?![a-z]))*/.exec(name)?.[0] ?? '';
  return leading.toLowerCase() + name.slice(leading.length);
}

function capitalized(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The tables above name what there is, and each service has a name of its own. */
function checkTables(found) {
  const names = new Set(found.map(({ service }) => service));
  if (names.size !== found.length) throw new Error('two services have one name');
  for (const service of [...Object.keys(unsupportedActions), ...Object.keys(iamPrefixes)]) {
    if (!names.has(service)) throw new Error(`there is no service ${service}`);
  }
}
