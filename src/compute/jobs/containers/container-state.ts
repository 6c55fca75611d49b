import { parseObject } from './engine-answer.ts';
import { runEngine } from './engine-command.ts';

/** What an engine says of a container that it knows. */
export interface ContainerState {
  readonly hasStarted: boolean;
  readonly isRunning: boolean;
  readonly isOutOfMemory: boolean;
  readonly exitCode: number;
}

/** How long an engine may take to answer. */
const askMillisecondsMax = 60_000;

/** Undefined where there is no container called `name`. */
export async function findContainerState(program: string, name: string): Promise<ContainerState | undefined> {
  const words = ['inspect', '--type=container', '--format={{json .State}}', name];
  const { code, output } = await runEngine(program, words, { millisecondsMax: askMillisecondsMax }).ended;
  return code === 0 ? parseState(output) : undefined;
}

function parseState(text: string): ContainerState | undefined {
  const state = parseObject(text);
  if (state === undefined) return undefined;
  return {
    // The year one is when containers start that have not.
    hasStarted: !String(state.StartedAt).startsWith('0001-'),
    isRunning: state.Running === true,
    isOutOfMemory: state.OOMKilled === true,
    exitCode: Number(state.ExitCode),
  };
}
