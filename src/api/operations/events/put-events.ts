import { ValidationException } from '../../../base/aws-error.ts';
import { isJsonObject, type Json, type JsonObject, parseJson, utf8Length } from '../../../base/json.ts';
import { type BusName, busArnOf, parseBusName } from '../../../eventbridge/names.ts';
import { busPolicyOf, findBus } from '../../../eventbridge/stored-bus.ts';
import { putEventsContext } from '../../../eventbridge/targets/event-bus.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';
import { eventsOperation } from './events-operation.ts';
import { resourceTags } from './tags.ts';
import { refuseUnsupported } from './unsupported.ts';

interface PutEventsInput {
  readonly Entries: readonly Entry[];
  readonly EndpointId?: string;
}

interface Entry {
  /** Epoch milliseconds. */
  readonly Time?: number;
  readonly Source?: string;
  readonly Resources?: readonly string[];
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly TraceHeader?: string;
}

/** UTF-8 bytes of all entries together. Source: User Guide, "Calculating PutEvents event entry size". */
const entriesBytesMax = 1024 * 1024;
/** What a Time counts as. Source: the same page. */
const timeBytes = 14;

export const putEvents = eventsOperation<PutEventsInput>({
  name: 'PutEvents',
  permissions: ({ Entries }, call) => permissionsFor(Entries, call),
  run: async (input, call) => {
    refuseUnsupported(input, ['EndpointId']);
    const { Entries } = input;
    if (Entries.reduce((bytes, entry) => bytes + sizeOf(entry), 0) > entriesBytesMax) {
      throw new ValidationException('Total size of the entries in the request is over the limit.');
    }
    const results = Entries.map((entry) => put(entry, call));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  },
});

/** One for each bus, source and type of event. */
async function permissionsFor(entries: readonly Entry[], call: Call): Promise<readonly Permission[]> {
  const permissions = new Map<string, Permission>();
  for (const entry of entries) {
    const { Source = '', DetailType = '' } = entry;
    const bus = busOfEntry(entry, call);
    const resource = busArnOf(bus);
    const key = JSON.stringify([resource, Source, DetailType]);
    if (permissions.has(key)) continue;
    const found = await findBus(call.services.store, bus);
    const context = {
      ...resourceTags(found?.body.tags ?? []),
      ...putEventsContext({ source: Source, detailType: DetailType }, false),
    };
    permissions.set(key, { action: 'events:PutEvents', resource, context, ...busPolicyOf(found?.body) });
  }
  return [...permissions.values()];
}

function busOfEntry({ EventBusName }: Entry, { caller }: Call): BusName {
  return parseBusName(EventBusName, caller.place);
}

function put(entry: Entry, call: Call): JsonObject {
  const problem = findProblem(entry);
  if (problem !== undefined) return problem;
  const detail = parseDetail(entry.Detail ?? '');
  if (detail === undefined) return failed('MalformedDetail', 'Detail is malformed.');
  const { caller, services } = call;
  const bus = busOfEntry(entry, call);
  // A bus that does not exist takes events as well: nobody listens there.
  const id = services.eventBridge.putEvent(
    {
      source: entry.Source ?? '',
      detailType: entry.DetailType ?? '',
      account: caller.place.account,
      region: bus.place.region,
      time: entry.Time ?? services.clock.now(),
      resources: entry.Resources ?? [],
      detail,
      traceHeader: entry.TraceHeader ?? call.traceHeader,
    },
    bus,
  );
  return { EventId: id };
}

function findProblem({ Source = '', DetailType = '', Detail = '' }: Entry): JsonObject | undefined {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value !== '') continue;
    const reason = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return failed('InvalidArgument', reason);
  }
  // Services alone speak for themselves.
  if (Source.startsWith('aws.')) return failed('NotAuthorizedForSource', 'Not authorized for the source.');
  return undefined;
}

function failed(code: string, message: string): JsonObject {
  return { ErrorCode: code, ErrorMessage: message };
}

function parseDetail(text: string): JsonObject | undefined {
  let detail: Json;
  try {
    detail = parseJson(text);
  } catch {
    return undefined;
  }
  return isJsonObject(detail) ? detail : undefined;
}

function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : timeBytes) + texts.reduce((bytes, text) => bytes + utf8Length(text), 0);
}
