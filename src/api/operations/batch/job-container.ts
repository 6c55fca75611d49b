import type { ContainerSpec } from '../../../compute/jobs/containers/container-spec.ts';
import type { BatchJobBody } from '../../../store/resources/batch.ts';
import { definitionContainer, numberOf } from '../jobs/definition-container.ts';
import { commandOf } from './job-attempt.ts';
import { type ResourceRequirement, requirementOf } from './job-settings.ts';

/** Of a CPU. Source: API Reference, "ContainerProperties", vcpus. */
const sharesPerCpu = 1024;

/** The container of a job as it was submitted: on EC2 its vCPUs are a share of the machine's, on Fargate they are all it gets. */
export function jobContainer(job: BatchJobBody): ContainerSpec {
  const { container, vcpus, reported } = job;
  const platforms = reported.platformCapabilities;
  const isFargate = Array.isArray(platforms) && platforms.includes('FARGATE');
  // Checked when the job was submitted.
  const requirements = container.resourceRequirements as unknown as readonly ResourceRequirement[];
  return definitionContainer(container, {
    entryPoint: [],
    command: commandOf(job),
    hasNetwork: true,
    memoryMebibytes: requirementOf(requirements, 'MEMORY') ?? numberOf(container.memory),
    memoryReservationMebibytes: undefined,
    cpuShares: isFargate ? undefined : Math.max(2, Math.round(vcpus * sharesPerCpu)),
    cpusMax: isFargate ? vcpus : undefined,
    volumes: container.volumes,
    volumePrefix: `stepwell-batch-${job.jobId.replaceAll(/\W/g, '-')}`,
  });
}
