/** What a job's container is made of, as its definition says. */
export interface ContainerSpec {
  readonly image: string;
  /** The image's own where it has no words. */
  readonly entryPoint: readonly string[];
  /** The image's own where neither it nor the entry point has words. */
  readonly command: readonly string[];
  readonly workingDirectory?: string | undefined;
  readonly user?: string | undefined;
  readonly hasReadOnlyRoot: boolean;
  readonly isPrivileged: boolean;
  /** Whether a first process that reaps others and hands on signals comes before the command. */
  readonly hasInit: boolean;
  /** Whether it has the network of the machine, or none. */
  readonly hasNetwork: boolean;
  readonly memoryMebibytes?: number | undefined;
  readonly memoryReservationMebibytes?: number | undefined;
  readonly sharedMemoryMebibytes?: number | undefined;
  /** Its part of the CPU time where that is short, of 1,024 for each CPU. */
  readonly cpuShares?: number | undefined;
  /** CPUs that it takes at most. */
  readonly cpusMax?: number | undefined;
  readonly ulimits: readonly Ulimit[];
  readonly mounts: readonly Mount[];
  readonly temporaryFileSystems: readonly TemporaryFileSystem[];
  readonly capabilitiesAdded: readonly string[];
  readonly capabilitiesDropped: readonly string[];
  /** Why no engine can run it as its definition says. */
  readonly refusal?: string | undefined;
}

export interface Ulimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** A folder of the machine, or an empty one that containers share which name it alike, in the container. */
export interface Mount {
  readonly source: { readonly folder: string } | { readonly shared: string };
  readonly path: string;
  readonly isReadOnly: boolean;
}

export interface TemporaryFileSystem {
  readonly path: string;
  readonly mebibytes: number;
  readonly options: readonly string[];
}
