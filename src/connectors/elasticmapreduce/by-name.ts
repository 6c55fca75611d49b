import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { type ApiIntegration, type ApiRequest, presentMembers, structuresIn } from '../api-integration.ts';
import { unsupportedField, unusable } from '../parameters.ts';
import { emr } from './service.ts';

/**
 * The API changes fleets and groups by their ids, which a definition does not know of a cluster that is yet to be made. So
 * they are looked up by the name.
 */
export const modifyInstanceFleetByName = byName('InstanceFleet', 'ModifyInstanceFleet', (InstanceFleet) => ({
  InstanceFleet,
}));

export const modifyInstanceGroupByName = byName('InstanceGroup', 'ModifyInstanceGroups', (changed) => ({
  InstanceGroups: [changed],
}));

type Kind = 'InstanceFleet' | 'InstanceGroup';

function byName(kind: Kind, action: string, toApi: (changed: Json) => JsonObject): ApiIntegration {
  const idField = `${kind}Id`;
  return {
    resource: `elasticmapreduce:modify${kind}ByName`,
    service: emr,
    action,
    isIdempotent: true,
    resolve: async (parameters, request) => {
      const { ClusterId = null, [kind]: changed = null, [`${kind}Name`]: name = null } = parameters;
      if (!isJsonObject(changed)) return { ClusterId, ...toApi(changed) };
      if (Object.hasOwn(changed, idField)) return unusable(parameters, [unsupportedField(idField)]);
      const id = await findId(request, { kind, ClusterId, name });
      return id instanceof Failure ? id : { ClusterId, ...toApi({ ...changed, [idField]: id }) };
    },
  };
}

/** A cluster has at most three fleets, or a few dozen groups. */
const pagesMax = 20;

interface Sought {
  readonly kind: Kind;
  readonly ClusterId: Json;
  readonly name: Json;
}

async function findId(request: ApiRequest, { kind, ClusterId, name }: Sought): Promise<Json | Failure> {
  let Marker: Json | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await request(`List${kind}s`, presentMembers({ ClusterId, Marker }));
    const found = structuresIn(answer[`${kind}s`]).find((each) => each.Name === name);
    if (found?.Id !== undefined) return found.Id;
    Marker = answer.Marker;
    if (Marker === undefined) break;
  }
  return new Failure(
    `${emr.errorPrefix}.InvalidRequestException`,
    `The cluster ${String(ClusterId)} has no ${kind} with the name ${String(name)}.`,
  );
}
