// Writes src/connectors/aws-sdk/output-constraints.jsonl: the lengths, ranges and values that the answers of the services keep
// to whose AWS SDK clients this package depends on, from botocore's service models. The SDK's own schemas tell types only.
// Usage: node scripts/generate-output-constraints.mjs DIRECTORY, where DIRECTORY is the `data` folder of a botocore installation.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const target = new URL('../src/connectors/aws-sdk/output-constraints.jsonl', import.meta.url);

/** Folders of botocore by the services' names in `aws-sdk:` resources. */
const services = {
  batch: 'batch',
  bedrockruntime: 'bedrock-runtime',
  cloudwatch: 'cloudwatch',
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  ecs: 'ecs',
  eventbridge: 'events',
  glue: 'glue',
  iam: 'iam',
  kms: 'kms',
  lambda: 'lambda',
  s3: 's3',
  secretsmanager: 'secretsmanager',
  sfn: 'stepfunctions',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
  sts: 'sts',
};

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write('usage: node scripts/generate-output-constraints.mjs DIRECTORY\n');
  process.exit(2);
}
const lines = Object.entries(services).map(([service, folder]) => describe(service, readModel(folder)));
writeFileSync(target, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

/** The latest version of a service's model. */
function readModel(folder) {
  const version = readdirSync(join(directory, folder)).sort().at(-1);
  const bytes = readFileSync(join(directory, folder, version, 'service-2.json.gz'));
  return JSON.parse(gunzipSync(bytes).toString('utf8'));
}

function describe(service, { operations, shapes }) {
  const constraints = [];
  const indexes = new Map();
  const members = {};
  for (const name of [...answeredShapes(operations, shapes)].sort()) {
    for (const [member, { shape }] of Object.entries(shapes[name].members ?? {})) {
      const constraint = constraintOf(shapes[shape]);
      if (constraint === undefined) continue;
      const text = JSON.stringify(constraint);
      if (!indexes.has(text)) indexes.set(text, constraints.push(constraint) - 1);
      members[`${name}.${member}`] = indexes.get(text);
    }
  }
  return { service, constraints, members };
}

/** The structures that answers are made of. */
function answeredShapes(operations, shapes) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    const { members = {}, member, value } = shapes[name];
    for (const { shape } of [...Object.values(members), member, value].filter(Boolean)) visit(shape);
  };
  for (const { output } of Object.values(operations)) if (output !== undefined) visit(output.shape);
  return [...found].filter((name) => shapes[name].type === 'structure');
}

function constraintOf({ type, enum: values, min, max }) {
  if (['structure', 'list', 'map'].includes(type)) return undefined;
  const constraint = {
    ...(values !== undefined && { enum: values }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
  return Object.keys(constraint).length === 0 ? undefined : constraint;
}
