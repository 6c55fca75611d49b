/** What stands behind an integration's action in a Task's `Resource`: the pattern, and the version of its result. */
export type ResourceSuffix = '' | '.sync' | '.sync:2' | '.waitForTaskToken';

/** A service integration that AWS knows, whether or not this server can make its calls. */
export interface Integration {
  readonly suffixes: readonly ResourceSuffix[];
  /** The first part of the error names of its refusals: `DynamoDB`, and for the AWS SDK integration `DynamoDb`. */
  readonly errorPrefix: string;
  /** Undefined where they are not known. */
  readonly parameters: IntegrationParameters | undefined;
}

/** The top level of what an integration takes as `Parameters` or `Arguments`. */
export interface IntegrationParameters {
  readonly names: ReadonlySet<string>;
  readonly required: readonly string[];
}
