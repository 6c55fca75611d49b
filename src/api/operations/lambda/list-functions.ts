import type { Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import { InvalidParameterValueException } from '../../../compute/errors.ts';
import type { FunctionVersionBody } from '../../../store/resources/functions.ts';
import type { Store } from '../../../store/store.ts';
import { configurationJson, versionArn } from './function-json.ts';
import { lambdaOperation } from './lambda-operation.ts';
import { functionKey, listVersions } from './stored-function.ts';

interface ListFunctionsInput {
  readonly FunctionVersion?: 'ALL';
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** Functions of one page, whatever the request asks for. Source: API Reference, "ListFunctions". */
const itemsMax = 50;

export const listFunctions = lambdaOperation<ListFunctionsInput>({
  name: 'ListFunctions',
  permissions: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
  run: async (input, { services, caller }) => {
    const limit = Math.min(input.MaxItems ?? itemsMax, itemsMax);
    const listed = listFrom(services.store, caller.place, {
      after: parseMarker(input.Marker),
      hasVersions: input.FunctionVersion === 'ALL',
    });
    const page: ListedVersion[] = [];
    for await (const version of listed) {
      const last = page.at(-1);
      if (page.length === limit && last !== undefined) {
        return { Functions: page.map(({ json }) => json), NextMarker: markerOf(last) };
      }
      page.push(version);
    }
    return { Functions: page.map(({ json }) => json) };
  },
});

/** Where a page ended. */
interface Position {
  readonly name: string;
  /** 0 for `$LATEST`. */
  readonly version: number;
}

interface ListedVersion extends Position {
  readonly json: JsonObject;
}

interface ListRequest {
  readonly after: Position | undefined;
  readonly hasVersions: boolean;
}

/** Functions in order of name, each followed by its versions where those are asked for. */
async function* listFrom(
  store: Store,
  place: Place,
  { after, hasVersions }: ListRequest,
): AsyncGenerator<ListedVersion> {
  if (after !== undefined && hasVersions) yield* versionsAfter(store, place, after);
  let last = after?.name;
  for (;;) {
    const { account, region } = place;
    const position = last === undefined ? {} : { after: last };
    const query = { kind: 'Function', account, region, limit: itemsMax, ...position } as const;
    const functions = await store.resources.list(query);
    for (const { name, body } of functions) {
      const arn = hasVersions ? versionArn(body) : body.functionArn;
      yield { name, version: 0, json: configurationJson(body, arn) };
      if (hasVersions && body.lastPublishedVersion > 0) {
        yield* versionsAfter(store, place, { name, version: 0 });
      }
    }
    if (functions.length < itemsMax) return;
    last = functions.at(-1)?.name;
  }
}

async function* versionsAfter(store: Store, place: Place, after: Position): AsyncGenerator<ListedVersion> {
  const { name } = after;
  // Deleted since the page before: then its versions are gone, too.
  if ((await store.resources.get(functionKey(place, name))) === undefined) return;
  for (const { body } of await listVersions(store, place, name)) {
    if (Number(body.version) > after.version) yield listedVersion(body);
  }
}

function listedVersion(body: FunctionVersionBody): ListedVersion {
  return { name: body.name, version: Number(body.version), json: configurationJson(body, versionArn(body)) };
}

function markerOf({ name, version }: Position): string {
  return Buffer.from(`${name}:${version}`).toString('base64url');
}

function parseMarker(marker: string | undefined): Position | undefined {
  if (marker === undefined) return undefined;
  const [, name, version] = /^([\w-]+):(\d+)$/.exec(Buffer.from(marker, 'base64url').toString()) ?? [];
  if (name === undefined) throw new InvalidParameterValueException('Invalid Marker');
  return { name, version: Number(version) };
}
