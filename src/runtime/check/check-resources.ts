import { createHash } from 'node:crypto';
import { isJsonObject } from '../../base/json.ts';
import type { ResourceBodies, ResourceKind } from '../../store/resources/index.ts';
import type { Inspection, StoredResource } from '../../store/sqlite/inspection/inspect-store.ts';
import type { ResourceKey } from '../../store/store.ts';
import { messageOf } from './check-execution.ts';
import type { Findings } from './finding.ts';

/** Reads every resource and looks for what it refers to. Answers how many there are. */
export function checkResources(inspection: Inspection, findings: Findings): number {
  let count = 0;
  for (const stored of inspection.resources()) {
    count += 1;
    const subject = nameOf(stored);
    const body = readBody(stored, findings);
    if (body === undefined) continue;
    for (const needed of neededBy(stored, body)) {
      if (!exists(inspection, needed))
        findings.add('resource-dangling', subject, `it needs ${nameOf(needed)}, which is not there`);
    }
    if (stored.kind === 'FunctionCode') checkCode(stored, body as ResourceBodies['FunctionCode'], findings);
  }
  const secret = { kind: 'ServerSecret', account: '', region: '', name: 'seal' } as const;
  if (inspection.executionCount > 0 && !exists(inspection, secret))
    findings.add('secret-missing', 'ServerSecret seal', 'there are executions, and no secret');
  return count;
}

function readBody(stored: StoredResource, findings: Findings): ResourceBodies[ResourceKind] | undefined {
  const subject = nameOf(stored);
  if (!Number.isSafeInteger(stored.revision) || Number(stored.revision) < 1) {
    findings.add('resource-unreadable', subject, `its revision is ${stored.revision}`);
    return undefined;
  }
  try {
    const body = JSON.parse(stored.body);
    if (isJsonObject(body)) return body as unknown as ResourceBodies[ResourceKind];
    findings.add('resource-unreadable', subject, 'it is JSON, but no object');
  } catch (error) {
    findings.add('resource-unreadable', subject, messageOf(error));
  }
  return undefined;
}

/** The resources without which this one is of no use. */
function neededBy(
  { kind, account, region, name }: StoredResource,
  body: ResourceBodies[ResourceKind],
): readonly ResourceKey[] {
  const place = { account, region };
  switch (kind) {
    case 'StateMachine':
    case 'StateMachineVersion': {
      const { revisionName } = body as ResourceBodies['StateMachine' | 'StateMachineVersion'];
      return [{ kind: 'StateMachineRevision', ...place, name: revisionName }];
    }
    case 'StateMachineAlias': {
      const [machine] = name.split(':');
      const { routes } = body as ResourceBodies['StateMachineAlias'];
      return routes.map(({ version }) => ({
        kind: 'StateMachineVersion',
        ...place,
        name: `${machine}:${version}`,
      }));
    }
    case 'Function':
    case 'FunctionVersion': {
      const { codeSha256 } = body as ResourceBodies['Function' | 'FunctionVersion'];
      return [{ kind: 'FunctionCode', account: '', region: '', name: codeSha256 }];
    }
    default:
      return [];
  }
}

function exists(inspection: Inspection, key: ResourceKey): boolean {
  try {
    return inspection.findResource(key) !== undefined;
  } catch {
    // It is there, and cannot be read: that is said of itself.
    return true;
  }
}

function checkCode(
  { name }: StoredResource,
  { zipBase64 }: ResourceBodies['FunctionCode'],
  findings: Findings,
) {
  const checksum = createHash('sha256')
    .update(Buffer.from(zipBase64 ?? '', 'base64'))
    .digest('base64');
  if (checksum !== name)
    findings.add('function-code-damaged', `FunctionCode ${name}`, `its checksum is ${checksum}`);
}

function nameOf({ kind, account, region, name }: ResourceKey): string {
  return [kind, account, region, name].filter((part) => part !== '').join(' ');
}
