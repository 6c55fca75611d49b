import type { SecretBody } from '../../../store/resources/secrets.ts';
import type { Call } from '../../operation.ts';
import { secretJson } from './describe-secret.ts';
import { InvalidNextTokenException } from './errors.ts';
import { isGone } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';

export interface SecretFilter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

interface ListSecretsInput {
  readonly IncludePlannedDeletion?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly Filters?: readonly SecretFilter[];
  readonly SortOrder?: 'asc' | 'desc';
}

const secretsDefault = 100;
const secretsAtOnce = 1_000;

export const listSecrets = secretsOperation<ListSecretsInput>({
  name: 'ListSecrets',
  permissions: () => [{ action: 'secretsmanager:ListSecrets', resource: '*' }],
  async run(
    { IncludePlannedDeletion = false, MaxResults = secretsDefault, NextToken, Filters, SortOrder },
    call,
  ) {
    const found = (await readSecrets(call, Filters)).filter(
      ({ deletion }) => IncludePlannedDeletion || deletion === undefined,
    );
    if (SortOrder === 'asc') found.reverse();
    const start = NextToken === undefined ? 0 : parseToken(NextToken);
    const page = found.slice(start, start + MaxResults);
    const isCut = start + MaxResults < found.length;
    return { SecretList: page.map(secretJson), ...(isCut && { NextToken: tokenOf(start + MaxResults) }) };
  },
});

/** The caller's secrets that the filters let through, the latest first. */
export async function readSecrets(
  { caller, services }: Call,
  filters: readonly SecretFilter[] = [],
): Promise<SecretBody[]> {
  const { account, region } = caller.place;
  const now = services.clock.now();
  const secrets: SecretBody[] = [];
  let after: string | undefined;
  for (;;) {
    const query = { kind: 'Secret', account, region, limit: secretsAtOnce } as const;
    const some = await services.store.resources.list(after === undefined ? query : { ...query, after });
    for (const { body } of some) {
      if (!isGone(body, now) && filters.every((filter) => passes(body, filter))) secrets.push(body);
    }
    if (some.length < secretsAtOnce) break;
    after = some.at(-1)?.name;
  }
  return secrets.sort((left, right) => right.createdAt - left.createdAt);
}

/** Names by how they begin, and all by `!` for what must not be. Source: API Reference, "Filter". */
function passes(body: SecretBody, { Key = 'all', Values = [] }: SecretFilter): boolean {
  const values = Values.filter((value) => !value.startsWith('!'));
  const excluded = Values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
  const texts = textsOf(body, Key);
  const isMet = (value: string) =>
    Key === 'name' || Key === 'tag-key' || Key === 'tag-value'
      ? texts.some((text) => text.startsWith(value))
      : texts.some((text) => text.toLowerCase().includes(value.toLowerCase()));
  return (values.length === 0 || values.some(isMet)) && !excluded.some(isMet);
}

function textsOf({ name, description = '', tags }: SecretBody, key: string): readonly string[] {
  const keys = tags.map((tag) => tag.key);
  const values = tags.map((tag) => tag.value);
  const byKey: Readonly<Record<string, readonly string[]>> = {
    name: [name],
    description: [description],
    'tag-key': keys,
    'tag-value': values,
    all: [name, description, ...keys, ...values],
  };
  return byKey[key] ?? [];
}

function tokenOf(start: number): string {
  return Buffer.from(`secrets ${start}`).toString('base64');
}

function parseToken(token: string): number {
  const [, start] = /^secrets (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (start === undefined) throw new InvalidNextTokenException();
  return Number(start);
}
