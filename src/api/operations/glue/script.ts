import { fileURLToPath } from 'node:url';
import type { GlueJobRunBody } from '../../../store/resources/glue.ts';

/** The path of a script on this machine, or why there is none. */
export function scriptPath(location: string): { readonly path: string } | { readonly problem: string } {
  if (location.startsWith('/')) return { path: location };
  if (location.startsWith('file:')) {
    try {
      return { path: fileURLToPath(location) };
    } catch {
      return { problem: `${location} is not the URL of a file on this machine.` };
    }
  }
  return {
    problem: `This server runs scripts from files of its own machine, such as /scripts/job.py or file:///scripts/job.py, not from ${location}.`,
  };
}

/** The command of a run: Python, the script, and every argument as two words. */
export function scriptCommand(
  { commandName, jobName, id, scriptArguments }: GlueJobRunBody,
  path: string,
): readonly string[] {
  // Spark's scripts read these themselves; those of a Python shell would not expect them.
  const own = commandName === 'glueetl' ? ['--JOB_NAME', jobName, '--JOB_RUN_ID', id] : [];
  const given = Object.entries(scriptArguments).flat();
  return ['python3', path, ...own, ...given];
}
