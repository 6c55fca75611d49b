import type { JsonObject } from '../base/json.ts';

/** A rule that Step Functions keeps for itself in each account and region, to hear when jobs there end. */
export interface ManagedRule {
  readonly name: string;
  readonly source: string;
  readonly detailType: string;
  /** What the details of events about jobs that have ended have. */
  readonly ended: Readonly<Record<string, readonly string[]>>;
}

/**
 * The managed rules by what they tell of. Names are those that the policies of the Developer Guide have; jobs that have no rule
 * are polled only.
 *
 * Source: Developer Guide, "How Step Functions generates IAM policies for integrated services"; each service's guide for
 * its events.
 */
export const managedRules = {
  batchJob: {
    name: 'StepFunctionsGetEventsForBatchJobsRule',
    source: 'aws.batch',
    detailType: 'Batch Job State Change',
    ended: { status: ['SUCCEEDED', 'FAILED'] },
  },
  ecsTask: {
    name: 'StepFunctionsGetEventsForECSTaskRule',
    source: 'aws.ecs',
    detailType: 'ECS Task State Change',
    ended: { lastStatus: ['STOPPED'] },
  },
  execution: {
    name: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    ended: { status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
  },
  trainingJob: sagemakerRule('TrainingJobs', 'Training Job', 'TrainingJobStatus'),
  transformJob: sagemakerRule('TransformJobs', 'Transform Job', 'TransformJobStatus'),
  processingJob: sagemakerRule('ProcessingJobs', 'Processing Job', 'ProcessingJobStatus'),
  tuningJob: sagemakerRule('TuningJobs', 'HyperParameter Tuning Job', 'HyperParameterTuningJobStatus'),
  labelingJob: sagemakerRule('LabelingJobs', 'Ground Truth Labeling Job', 'LabelingJobStatus'),
  emrStep: {
    name: 'StepFunctionsGetEventForEMRAddJobFlowStepsRule',
    source: 'aws.emr',
    detailType: 'EMR Step Status Change',
    ended: { state: ['COMPLETED', 'FAILED', 'CANCELLED', 'INTERRUPTED'] },
  },
  emrNewCluster: {
    name: 'StepFunctionsGetEventForEMRRunJobFlowRule',
    source: 'aws.emr',
    detailType: 'EMR Cluster State Change',
    ended: { state: ['WAITING', 'TERMINATED', 'TERMINATED_WITH_ERRORS'] },
  },
  emrTermination: {
    name: 'StepFunctionsGetEventForEMRTerminateJobFlowsRule',
    source: 'aws.emr',
    detailType: 'EMR Cluster State Change',
    ended: { state: ['TERMINATED', 'TERMINATED_WITH_ERRORS'] },
  },
  emrServerlessApplication: {
    name: 'StepFunctionsGetEventsForEMRServerlessApplicationRule',
    source: 'aws.emr-serverless',
    detailType: 'EMR Serverless Application State Change',
    ended: { state: ['CREATED', 'STARTED', 'STOPPED', 'TERMINATED'] },
  },
  emrServerlessJob: {
    name: 'StepFunctionsGetEventsForEMRServerlessJobRule',
    source: 'aws.emr-serverless',
    detailType: 'EMR Serverless Job Run State Change',
    ended: { state: ['SUCCESS', 'FAILED', 'CANCELLED'] },
  },
  build: {
    name: 'StepFunctionsGetEventForCodeBuildStartBuildRule',
    source: 'aws.codebuild',
    detailType: 'CodeBuild Build State Change',
    ended: { 'build-status': ['SUCCEEDED', 'FAILED', 'STOPPED'] },
  },
  buildBatch: {
    name: 'StepFunctionsGetEventForCodeBuildStartBuildBatchRule',
    source: 'aws.codebuild',
    detailType: 'CodeBuild Build Batch State Change',
    ended: { 'build-batch-status': ['SUCCEEDED', 'FAILED', 'STOPPED'] },
  },
  mediaConvertJob: {
    name: 'StepFunctionsGetEventsForMediaConvertJobRule',
    source: 'aws.mediaconvert',
    detailType: 'MediaConvert Job State Change',
    ended: { status: ['COMPLETE', 'ERROR', 'CANCELED'] },
  },
} as const satisfies Readonly<Record<string, ManagedRule>>;

function sagemakerRule<Kind extends string>(kind: Kind, event: string, status: string) {
  return {
    name: `StepFunctionsGetEventsForSageMaker${kind}Rule`,
    source: 'aws.sagemaker',
    detailType: `SageMaker ${event} State Change`,
    ended: { [status]: ['Completed', 'Failed', 'Stopped'] },
  } as const;
}

/** The pattern of the events that `rule` matches. */
export function patternOf({ source, detailType, ended }: ManagedRule): JsonObject {
  return { source: [source], 'detail-type': [detailType], detail: ended };
}

const announcedBy: Readonly<Record<string, ManagedRule>> = {
  batch: managedRules.batchJob,
  ecs: managedRules.ecsTask,
  states: managedRules.execution,
};

/** The rule that tells of the end of a job, whose name is an ARN of the service `service`. */
export function ruleAnnouncing(service: string): ManagedRule | undefined {
  return announcedBy[service];
}
