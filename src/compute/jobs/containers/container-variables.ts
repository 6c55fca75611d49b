/** How the variables of a container reach its engine without being seen in the list of processes. */
export interface VariablePlan {
  /** The text of a file of variables, a line each. */
  readonly file: string;
  /** Variables that a line cannot hold, whose values the engine takes from its own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Engines read a line's value as it is. Some versions of podman take quotation marks at its start for more. */
const fitsOneLine = /^(?!["'])[^\r\n]*$/;

/** Longer ones do not fit the line that docker reads. */
const lineCharactersMax = 16 * 1024;

/**
 * Names that the engine, what it is started by or what it starts may read itself. Who registers jobs must not decide how the
 * server's own programs run.
 */
const engineNames =
  /^(PATH|HOME|USER|LOGNAME|SHELL|SHELLOPTS|BASHOPTS|BASH_.*|ENV|IFS|PS4|TMPDIR|TZ.*|LANG|LANGUAGE|LC_.*|.*_PROXY|LD_.*|DYLD_.*|MALLOC_.*|GLIBC_.*|GCONV_.*|GO.*|SSL_.*|SSH_.*|DOCKER_.*|CONTAINER.*|_CONTAINER.*|BUILDAH_.*|PODMAN_.*|STORAGE_.*|REGISTR.*|XDG_.*|DBUS_.*|LISTEN_.*|NOTIFY_SOCKET|OTEL_.*|_.*)$/i;

/** Throws an Error that says which variable cannot be given. */
export function planVariables(variables: Readonly<Record<string, string>>): VariablePlan {
  let file = '';
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (!/^[^\s=#'"\0][^\s=\0]*$/.test(name))
      throw new Error(`${JSON.stringify(name)} cannot name a variable`);
    if (value.includes('\0')) throw new Error(`the value of ${name} has null bytes`);
    if (fitsOneLine.test(value) && value.length <= lineCharactersMax) file += `${name}=${value}\n`;
    else if (/^\w+$/.test(name) && !engineNames.test(name)) environment[name] = value;
    else throw new Error(`the value of ${name} is more than one plain line, which this variable cannot have`);
  }
  return { file, environment };
}
