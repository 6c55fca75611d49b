/** UTF-8 bytes of one input, output or result. Source: Developer Guide, "Service quotas". */
export const payloadBytesMax = 256 * 1024;

/** UTF-8 bytes of one variable, and of one Assign. Source: Developer Guide, "Passing data between states with variables". */
export const variableBytesMax = 256 * 1024;

/** UTF-8 bytes of all variables that a state can see. Source: the same page: 10 MiB per execution. */
export const variablesBytesMax = 10 * 1024 * 1024;

/** Events of one execution's history, the one that ends it included. Source: Developer Guide, "Service quotas". */
export const historyEventsMax = 25_000;

/** Iterations of an inline Map that run at once. Source: Developer Guide, "Using Map state in Inline mode". */
export const inlineMapConcurrencyMax = 40;

/** How long an execution may run. Source: Developer Guide, "Service quotas": one year. */
export const executionSecondsMax = 365 * 24 * 60 * 60;

/** Events after which a turn is committed even though the execution could go on, so that no turn holds up the others. */
export const turnEventsMax = 1_000;

/** Characters of an error name and of a cause. Source: API Reference, "SendTaskFailure". */
export const errorLengthMax = 256;
export const causeLengthMax = 32_768;
