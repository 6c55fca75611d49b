import { type ApiModel, type OperationModel, structureOf } from '../model/model.ts';
import { parseQuery } from '../sigv4/query-parameters.ts';
import type { HttpRequest } from './protocol.ts';

/** The parts of a request that say which operation it asks for. */
export interface RestRequest {
  readonly http: HttpRequest;
  /** The path's labels: none, the first segment, or the first segment and all that follows it. */
  readonly labels: PathLabels;
  /** By name; of a name that is repeated, the first. */
  readonly query: ReadonlyMap<string, string>;
}

export interface PathLabels {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
}

export type MatchOperation = (request: RestRequest) => string | undefined;

/**
 * The operation of a model whose method, path, query and headers fit a request best: of operations that share a method and a
 * path the one that asks for most.
 *
 * Paths are those of S3: `/`, `/{Bucket}` and `/{Bucket}/{Key+}`. A parameter or header that an operation needs tells it from
 * others: UploadPart has a `partNumber`, CopyObject an `x-amz-copy-source`.
 */
export function compileOperationMatch(model: ApiModel): MatchOperation {
  const candidates = Object.entries(model.operations)
    .map(([name, operation]) => candidateOf(model, name, operation))
    .sort((left, right) => weightOf(right) - weightOf(left));
  return ({ http: { method, headers }, labels, query }) => {
    const depth = labels.Bucket === undefined ? 0 : labels.Key === undefined ? 1 : 2;
    const found = candidates.find(
      (candidate) =>
        candidate.method === method &&
        candidate.depth === depth &&
        candidate.literals.every(({ name, value }) =>
          value === '' ? query.has(name) : query.get(name) === value,
        ) &&
        candidate.parameters.every((name) => query.has(name)) &&
        candidate.headers.every((name) => headers[name] !== undefined),
    );
    return found?.name;
  };
}

interface Candidate {
  readonly name: string;
  readonly method: string;
  /** How many labels the path has. */
  readonly depth: number;
  readonly literals: ReturnType<typeof parseQuery>;
  readonly parameters: readonly string[];
  readonly headers: readonly string[];
}

function candidateOf(model: ApiModel, name: string, { http, input }: OperationModel): Candidate {
  const [path = '/', query = ''] = http.uri.split('?');
  const shape = input === undefined ? undefined : structureOf(model, input);
  const required = (shape?.required ?? []).map((member) => shape?.members[member]);
  const namesAt = (location: string) =>
    required.flatMap((member) =>
      member?.location === location && member.locationName !== undefined ? [member.locationName] : [],
    );
  return {
    name,
    method: http.method,
    depth: path.split('/').filter((segment) => segment !== '').length,
    literals: parseQuery(query),
    parameters: namesAt('querystring'),
    headers: namesAt('header').map((header) => header.toLowerCase()),
  };
}

function weightOf({ literals, parameters, headers }: Candidate): number {
  return literals.length + parameters.length + headers.length;
}
