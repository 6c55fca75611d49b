/**
 * Where a service is that tasks call: in this server, at a URL, or at AWS.
 *
 * `embedded` is only for services that this server has itself.
 */
export type Target = { readonly type: 'embedded' } | { readonly type: 'aws' } | UrlTarget;

export interface UrlTarget {
  readonly type: 'url';
  /** `http://127.0.0.1:9000`. */
  readonly url: string;
  /** What requests are signed with; by default an access key that is the account's id. */
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
}

/** What requests for `account` are signed with: an access key that is its id says the account to emulators. */
export function credentialsAt({ accessKeyId, secretAccessKey }: UrlTarget, account: string) {
  return { accessKeyId: accessKeyId ?? account, secretAccessKey: secretAccessKey ?? 'stepwell' };
}

/** A target, and the calls that go to it. A part that is undefined takes any. */
export interface TargetRule {
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** As `aws-sdk:` resources name it: `s3`, `sfn`. */
  readonly service: string | undefined;
  readonly target: Target;
}

/**
 * Whether this server has a service itself. Of those it has, `Data` are services that only keep data, which a rule for any
 * service takes along; it leaves the others alone.
 */
export type Embedding = 'Own' | 'Data' | 'None';

export interface Destination {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly embedding: Embedding;
}

export type FindTarget = (destination: Destination) => Target | undefined;

/**
 * The target of each call: that of the rule that says most, where the service says more than the account and the account more
 * than the region; of rules that say as much, the last. A rule for any service leaves those alone that are this server's own.
 */
export function createFindTarget(rules: readonly TargetRule[]): FindTarget {
  const ordered = rules
    .map((rule, index) => ({ rule, index }))
    .sort((left, right) => weightOf(right.rule) - weightOf(left.rule) || right.index - left.index)
    .map(({ rule }) => rule);
  return (destination) => {
    const found = ordered.find((rule) => appliesTo(rule, destination));
    if (found !== undefined) return found.target;
    return destination.embedding !== 'None' ? embedded : undefined;
  };
}

const embedded: Target = { type: 'embedded' };

function weightOf({ service, account, region }: TargetRule): number {
  return (service === undefined ? 0 : 4) + (account === undefined ? 0 : 2) + (region === undefined ? 0 : 1);
}

function appliesTo(rule: TargetRule, { service, account, region, embedding }: Destination): boolean {
  if (rule.service === undefined ? embedding === 'Own' : rule.service !== service) return false;
  return (
    (rule.account === undefined || rule.account === account) &&
    (rule.region === undefined || rule.region === region)
  );
}
