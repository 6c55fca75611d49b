/** Source: AWS Step Functions pricing, "Express Workflows": rounded up to the next 100 ms. */
const billedStepMilliseconds = 100;

/** The least that is billed, in steps of which memory is counted; what an execution really takes is not measured. */
export const billedExpressMemoryMegabytes = 64;
export const billedExpressMemoryBytes = billedExpressMemoryMegabytes * 1024 * 1024;

/** What AWS would bill an Express execution that took `milliseconds`. */
export function billedExpressMilliseconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / billedStepMilliseconds)) * billedStepMilliseconds;
}
