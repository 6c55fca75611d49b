/**
 * Verifies stored data: that every log can be folded, and that what executions are listed, woken, recovered and told by is
 * what their logs say. It reads one moment of the database and changes nothing, so a server may go on with it meanwhile.
 */

import { type Inspection, inspectStore } from '../../store/sqlite/inspection/inspect-store.ts';
import { createRevisions } from '../revisions.ts';
import { checkExecution, messageOf } from './check-execution.ts';
import { checkResources } from './check-resources.ts';
import { type Finding, Findings } from './finding.ts';

export interface DataReport {
  /** Not all of them where there are very many. */
  readonly findings: readonly Finding[];
  /** How many there are of each code. */
  readonly findingCounts: Readonly<Record<string, number>>;
  readonly executionCount: number;
  readonly eventCount: number;
  readonly resourceCount: number;
  /** How long looking at the executions took. */
  readonly seconds: number;
}

export interface CheckProgress {
  readonly checkedCount: number;
  readonly totalCount: number;
}

const executionsPerProgress = 1_000;

/** `path` is a data folder, or the file of a database. Rejects with InspectionRefused where that cannot be looked at. */
export async function checkData(
  path: string,
  onProgress: (progress: CheckProgress) => void = () => {},
): Promise<DataReport> {
  const inspection = inspectStore(path);
  try {
    return await checkAll(inspection, onProgress);
  } finally {
    inspection.close();
  }
}

async function checkAll(
  inspection: Inspection,
  onProgress: (progress: CheckProgress) => void,
): Promise<DataReport> {
  const findings = new Findings();
  const counts = { executionCount: 0, eventCount: 0, resourceCount: 0 };
  try {
    for (const damage of inspection.findDamage()) findings.add('database-damaged', 'the database', damage);
    counts.resourceCount = checkResources(inspection, findings);
    for (const executionArn of inspection.listNamesakes())
      findings.add('name-taken-twice', executionArn, 'more than one execution has this ARN');
  } catch (error) {
    findings.add('database-damaged', 'the database', messageOf(error));
  }
  const began = performance.now();
  try {
    await checkExecutions(inspection, { findings, counts, onProgress });
  } catch (error) {
    // What cannot be read at all is the file's fault; whatever of it could be was checked.
    findings.add('database-damaged', 'the database', messageOf(error));
  }
  const seconds = (performance.now() - began) / 1000;
  return { findings: findings.kept, findingCounts: findings.counts, ...counts, seconds };
}

interface CheckUnderWay {
  readonly findings: Findings;
  readonly counts: { executionCount: number; eventCount: number };
  readonly onProgress: (progress: CheckProgress) => void;
}

async function checkExecutions(
  inspection: Inspection,
  { findings, counts, onProgress }: CheckUnderWay,
): Promise<void> {
  const revisions = createRevisions({ resources: { get: async (key) => inspection.findResource(key) } });
  const stored = inspection.executions(({ table, shard, executionId }) =>
    findings.add(
      'row-orphaned',
      `execution ${shard}/${executionId}`,
      `${table} has rows of it, and it is not there`,
    ),
  );
  for (const execution of stored) {
    counts.eventCount += await checkExecution(execution, revisions, findings);
    counts.executionCount += 1;
    if (counts.executionCount % executionsPerProgress === 0)
      onProgress({ checkedCount: counts.executionCount, totalCount: inspection.executionCount });
  }
}
