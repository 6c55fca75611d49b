import type { ApplicablePolicies } from '../src/iam/applicable-policies.ts';
import { evaluate } from '../src/iam/evaluate.ts';
import { parsePolicy } from '../src/iam/parse-policy.ts';
import type { SourcedPolicy } from '../src/iam/policy.ts';
import { roleSession } from '../src/iam/principal.ts';
import type { AuthorizationRequest } from '../src/iam/request.ts';
import { reportPart } from './table/report-part.ts';

/**
 * What a decision costs: a role with five policies of five statements each, conditions included, once as the server
 * keeps them (parsed once) and once as it would be without that (parsed and matched with regular expressions for
 * every request).
 *
 * Run it with `npm run bench -- iam`.
 */
const account = '111122223333';
const roleArn = `arn:aws:iam::${account}:role/service/runner`;
const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:greet`;

const services = ['dynamodb', 's3', 'sqs', 'states', 'lambda'] as const;

const documents = services.map((service) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: [`${service}:List*`, `${service}:Describe*`], Resource: '*' },
      {
        Sid: 'OwnTag',
        Effect: 'Allow',
        Action: `${service}:*`,
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': `\${aws:PrincipalTag/team}` } },
      },
      {
        Effect: 'Deny',
        Action: `${service}:*`,
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } },
      },
      {
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'Use',
        Effect: 'Allow',
        Action: [`${service}:InvokeFunction`, `${service}:SendMessage`, `${service}:GetItem`],
        Resource: [`arn:aws:${service}:*:${account}:*`],
        Condition: {
          IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] },
          ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/service/*` },
        },
      },
    ],
  }),
);

const request: AuthorizationRequest = {
  principal: roleSession({ roleArn, sessionName: 'run-1', tags: { team: 'red' } }),
  action: 'lambda:InvokeFunction',
  resource: functionArn,
  resourceAccount: account,
  context: {
    'aws:SourceIp': '203.0.113.7',
    'aws:RequestedRegion': 'eu-west-1',
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': '2024-05-01T12:00:00Z',
  },
};

const sources: readonly SourcedPolicy[] = documents.map((document, index) => ({
  policy: parsePolicy(document, 'identity'),
  name: `policy ${index}`,
  owner: roleArn,
  account,
}));
const policies: ApplicablePolicies = { identity: sources };

/** Answers the same question from the documents' texts, without anything kept between requests. */
function evaluateNaively(): boolean {
  const keys: Record<string, string> = {
    ...(request.context as Record<string, string>),
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalTag/team': 'red',
  };
  let isAllowed = false;
  for (const text of documents) {
    const { Statement } = JSON.parse(text) as { readonly Statement: readonly NaiveStatement[] };
    for (const statement of Statement) {
      if (!appliesNaively(statement, keys)) continue;
      if (statement.Effect === 'Deny') return false;
      isAllowed = true;
    }
  }
  return isAllowed;
}

interface NaiveStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

function appliesNaively(statement: NaiveStatement, keys: Readonly<Record<string, string>>): boolean {
  const { Action, NotAction, Resource, Condition = {} } = statement;
  const names = (patterns: string | readonly string[], text: string, flags: string) =>
    [patterns].flat().some((pattern) => toRegExp(pattern, flags).test(text));
  if (Action !== undefined && !names(Action, request.action, 'i')) return false;
  if (NotAction !== undefined && names(NotAction, request.action, 'i')) return false;
  if (!names(Resource, request.resource, '')) return false;
  return Object.entries(Condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, values]) => {
      const value = keys[key];
      const wanted = [values]
        .flat()
        .map((each) => each.replace(/\$\{([^}]*)\}/g, (_, name) => keys[name] ?? ''));
      if (value === undefined) return operator.includes('Not') || operator.endsWith('IfExists');
      if (operator === 'IpAddress') return wanted.some((range) => isInRange(value, range));
      return wanted.some((each) => toRegExp(each, '').test(value)) !== operator.includes('Not');
    }),
  );
}

function toRegExp(pattern: string, flags: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, flags);
}

function isInRange(address: string, range: string): boolean {
  const toNumber = (text: string) => text.split('.').reduce((total, part) => total * 256 + Number(part), 0);
  const [base = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(address) / size) === Math.floor(toNumber(base) / size);
}

/** Microseconds per call, over `milliseconds` after as long a warm-up. */
function measure(run: () => boolean, milliseconds: number): number {
  const batch = 200;
  for (const phase of ['warm-up', 'measured']) {
    const start = performance.now();
    let calls = 0;
    let allowed = 0;
    while (performance.now() - start < milliseconds) {
      for (let index = 0; index < batch; index += 1) if (run()) allowed += 1;
      calls += batch;
    }
    if (allowed !== calls) throw new Error('every call of this benchmark is allowed');
    if (phase === 'measured') return ((performance.now() - start) * 1000) / calls;
  }
  return Number.NaN;
}

const compiled = measure(() => evaluate(request, policies).isAllowed, 500);
const naive = measure(evaluateNaively, 500);
const parsing = measure(
  () => documents.every((text) => parsePolicy(text, 'identity').statements.length > 0),
  300,
);

reportPart({
  figure: 'one IAM decision, 5 policies of 5 statements',
  unit: 'µs',
  value: compiled,
  beside: { name: 'their texts, read for each request', value: naive },
});
reportPart({ figure: 'parsing the 5 policies, once', unit: 'µs', value: parsing });
