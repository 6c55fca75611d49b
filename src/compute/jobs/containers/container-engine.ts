import { isJsonArray, isJsonObject } from '../../../base/json.ts';
import { parseObject } from './engine-answer.ts';
import { runEngine } from './engine-command.ts';

/** The program that runs containers, and what it can do where it runs them. */
export interface ContainerEngine {
  /** A name on the search path, or a path. */
  readonly program: string;
  readonly kind: 'podman' | 'docker';
  readonly cpuCount: number;
  /** Whether a container's memory can be bounded. */
  readonly limitsMemory: boolean;
  /** Whether a container's CPU time can be bounded. */
  readonly limitsCpu: boolean;
}

/** How long an engine may take to tell about itself. */
const askMillisecondsMax = 30_000;

/** The engine that `program` is. Rejects with an Error for the operator where there is none that works. */
export async function openContainerEngine(program: string): Promise<ContainerEngine> {
  const { code, output, errors } = await runEngine(program, ['info', '--format', '{{json .}}'], {
    millisecondsMax: askMillisecondsMax,
  }).ended;
  if (code !== 0) throw new Error(`the images of jobs cannot run with ${program}: ${problemIn(errors)}`);
  const engine = describeEngine(program, output);
  if (engine === undefined) {
    throw new Error(`the images of jobs cannot run with ${program}: it is neither podman nor docker`);
  }
  return engine;
}

function problemIn(errors: string): string {
  if (errors.includes('ENOENT')) return 'there is no such program';
  return errors.trim() === '' ? 'it does not say why' : errors.trim();
}

/** Undefined where `info` is not what podman or docker tell about themselves. */
export function describeEngine(program: string, info: string): ContainerEngine | undefined {
  const told = parseObject(info);
  const host = told?.host;
  if (host !== undefined && isJsonObject(host)) {
    const controllers = isJsonArray(host.cgroupControllers) ? host.cgroupControllers : [];
    return {
      program,
      kind: 'podman',
      cpuCount: Number(host.cpus),
      limitsMemory: controllers.includes('memory'),
      limitsCpu: controllers.includes('cpu'),
    };
  }
  if (typeof told?.NCPU !== 'number') return undefined;
  return {
    program,
    kind: 'docker',
    cpuCount: told.NCPU,
    limitsMemory: told.MemoryLimit === true,
    limitsCpu: told.CpuCfsQuota === true,
  };
}
