import type { InstalledCode } from '../../../compute/code-store.ts';
import type { FunctionRunner } from '../../../compute/function-runner.ts';

/**
 * The unpacked code of one runner, and who runs it: code that is no longer wanted stays until the last invocation that
 * runs it has ended.
 */
export interface CodeLibrary {
  /** Throws InvalidParameterValueException for an archive that Lambda refuses. */
  install(archive: Uint8Array): Promise<InstalledCode>;
  /** Settles when the code can be run, and keeps it so until `release`. `read` gives the archive where it is not unpacked. */
  use(codeSha256: string, read: () => Promise<Uint8Array>): Promise<void>;
  release(codeSha256: string): void;
  remove(codeSha256: string): Promise<void>;
}

const libraries = new WeakMap<FunctionRunner, CodeLibrary>();

export function codeLibraryOf(runner: FunctionRunner): CodeLibrary {
  const known = libraries.get(runner);
  if (known !== undefined) return known;
  const library = createCodeLibrary(runner);
  libraries.set(runner, library);
  return library;
}

function createCodeLibrary(runner: FunctionRunner): CodeLibrary {
  /** How many invocations run the code. */
  const users = new Map<string, number>();
  const unwanted = new Set<string>();
  const removals = new Map<string, Promise<void>>();
  const restorations = new Map<string, Promise<void>>();

  async function install(archive: Uint8Array): Promise<InstalledCode> {
    // Which code it is shows only later; a directory that is being deleted must not be taken for a complete one.
    await Promise.all(removals.values());
    const installed = await runner.install(archive);
    unwanted.delete(installed.codeSha256);
    return installed;
  }

  async function use(codeSha256: string, read: () => Promise<Uint8Array>): Promise<void> {
    users.set(codeSha256, (users.get(codeSha256) ?? 0) + 1);
    try {
      await removals.get(codeSha256);
      if (!runner.isInstalled(codeSha256)) await restore(codeSha256, read);
    } catch (error) {
      release(codeSha256);
      throw error;
    }
  }

  /** Once, however many invocations wait for it: an archive may be large. */
  function restore(codeSha256: string, read: () => Promise<Uint8Array>): Promise<void> {
    const known = restorations.get(codeSha256);
    if (known !== undefined) return known;
    const restoration = read()
      .then(install)
      .then(() => {})
      .finally(() => restorations.delete(codeSha256));
    restorations.set(codeSha256, restoration);
    return restoration;
  }

  function release(codeSha256: string): void {
    const userCount = (users.get(codeSha256) ?? 0) - 1;
    if (userCount > 0) {
      users.set(codeSha256, userCount);
      return;
    }
    users.delete(codeSha256);
    // Where the files cannot be deleted they take space, and harm nobody.
    if (unwanted.has(codeSha256)) void remove(codeSha256).catch(() => {});
  }

  function remove(codeSha256: string): Promise<void> {
    if (users.has(codeSha256)) {
      unwanted.add(codeSha256);
      return Promise.resolve();
    }
    unwanted.delete(codeSha256);
    const removal = runner.uninstall(codeSha256).finally(() => removals.delete(codeSha256));
    removals.set(codeSha256, removal);
    return removal;
  }

  return { install, use, release, remove };
}
