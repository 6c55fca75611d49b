import type { TaskCall } from '../../calls.ts';
import { fieldValue } from '../../field.ts';
import { exactText } from '../../foreseen.ts';
import { project, projectOfBuild, reportGroup } from '../../integrations/codebuild.ts';
import { taskDefinition, withRevision } from '../../integrations/ecs.ts';
import { lambdaFunction, qualifiedFunction } from '../../integrations/lambda.ts';
import {
  type ConsoleTemplate,
  eventsStatement,
  here,
  of,
  passRole,
  type ReadName,
  statement,
  syncStatement,
} from '../console-template.ts';
import { arn, arns, roles, text } from '../read-name.ts';

/** A qualifier that is not written out may be any. */
const functions: ReadName = (call: TaskCall) => {
  if (!call.resourceArn.includes(':states:')) return [call.resourceArn];
  const qualifier = fieldValue(call, 'Qualifier');
  const wanted = qualifier.kind === 'Absent' ? undefined : (exactText(qualifier) ?? '*');
  return arn('FunctionName', lambdaFunction)(call)?.map((found) => qualifiedFunction(found, wanted));
};

const taskDefinitions: ReadName = (call) =>
  arn('TaskDefinition', taskDefinition)(call)?.map((found) => withRevision(found));

const invokeFunction = 'lambda:InvokeFunction';
const ecsEvents = eventsStatement('StepFunctionsGetEventsForECSTaskRule');

/** An action on the project, or whatever owns it, that `read` finds; `anyOne` where it finds none. */
function onProject(action: string, read: ReadName, anyOne: string): ConsoleTemplate {
  return {
    names: { project: read },
    found: [statement(`codebuild:${action}`, '{project}')],
    any: [statement(`codebuild:${action}`, anyOne)],
  };
}

interface BuildJob {
  readonly action: string;
  readonly syncActions: readonly string[];
  readonly read: ReadName;
  readonly anyOne: string;
  readonly rule?: string;
}

function buildJob({ action, syncActions, read, anyOne, rule }: BuildJob): ConsoleTemplate {
  const events = rule === undefined ? [] : [eventsStatement(rule)];
  const more = { syncActions: of('codebuild', ...syncActions) };
  return {
    names: { project: read },
    found: [statement(`codebuild:${action}`, '{project}', more), ...events],
    any: [statement(`codebuild:${action}`, anyOne, more), ...events],
  };
}

const byId = arn('Id', projectOfBuild);
const byName = arn('ProjectName', project);
/** The console leaves the account open for builds, and not for batches of them. */
const anyProject = 'arn:{partition}:codebuild:{region}:*:project/*';
const anyOwnProject = here('codebuild', 'project/*');

function eksMember(arnType: string, action: string, nameField: string): ConsoleTemplate {
  const more = { syncActions: [`eks:Describe${action}`] };
  return {
    names: { cluster: text('ClusterName'), name: text(nameField) },
    found: [statement(`eks:Delete${action}`, here('eks', `${arnType}/{cluster}/{name}/*`), more)],
    any: [statement(`eks:Delete${action}`, '*', more)],
  };
}

export const computeTemplates: Readonly<Record<string, ConsoleTemplate>> = {
  'lambda:invoke': {
    names: { function: functions },
    found: [statement(invokeFunction, '{function}')],
    any: [statement(invokeFunction, '*')],
  },
  'batch:submitJob': {
    any: [
      statement('batch:SubmitJob', '*', { syncActions: ['batch:DescribeJobs', 'batch:TerminateJob'] }),
      eventsStatement('StepFunctionsGetEventsForBatchJobsRule'),
    ],
  },
  'ecs:runTask': {
    names: { taskDefinition: taskDefinitions },
    found: [
      statement('ecs:RunTask', '{taskDefinition}'),
      syncStatement(['ecs:StopTask', 'ecs:DescribeTasks'], '*'),
      ecsEvents,
    ],
    any: [statement('ecs:RunTask', '*', { syncActions: ['ecs:StopTask', 'ecs:DescribeTasks'] }), ecsEvents],
  },
  'codebuild:startBuild': buildJob({
    action: 'StartBuild',
    syncActions: ['StopBuild', 'BatchGetBuilds'],
    read: byName,
    anyOne: anyProject,
    rule: 'StepFunctionsGetEventForCodeBuildStartBuildRule',
  }),
  'codebuild:startBuildBatch': buildJob({
    action: 'StartBuildBatch',
    syncActions: ['StopBuildBatch', 'BatchGetBuildBatches'],
    read: byName,
    anyOne: anyOwnProject,
    rule: 'StepFunctionsGetEventForCodeBuildStartBuildBatchRule',
  }),
  'codebuild:retryBuildBatch': buildJob({
    action: 'RetryBuildBatch',
    syncActions: ['StopBuildBatch', 'BatchGetBuildBatches'],
    read: byId,
    anyOne: anyOwnProject,
  }),
  'codebuild:stopBuild': onProject('StopBuild', byId, anyProject),
  'codebuild:stopBuildBatch': onProject('StopBuildBatch', byId, anyOwnProject),
  'codebuild:deleteBuildBatch': onProject('DeleteBuildBatch', byId, anyOwnProject),
  'codebuild:batchDeleteBuilds': onProject('BatchDeleteBuilds', arns('Ids', projectOfBuild), anyProject),
  'codebuild:batchGetReports': onProject(
    'BatchGetReports',
    arns('ReportArns', reportGroup),
    'arn:{partition}:codebuild:{region}:*:report-group/*',
  ),
  'eks:createCluster': {
    others: { roleArn: roles('RoleArn') },
    any: [
      statement('eks:CreateCluster', '*'),
      syncStatement(['eks:DescribeCluster', 'eks:DeleteCluster'], here('eks', 'cluster/*')),
      passRole('eks'),
    ],
  },
  'eks:createNodegroup': {
    others: { roleArn: roles('NodeRole') },
    any: [
      statement(['ec2:DescribeSubnets', 'eks:CreateNodegroup'], '*'),
      syncStatement(['eks:DescribeNodegroup', 'eks:DeleteNodegroup'], here('eks', 'nodegroup/*')),
      statement(['iam:GetRole', 'iam:ListAttachedRolePolicies'], 'arn:{partition}:iam::{account}:role/*'),
      passRole('eks'),
    ],
  },
  'eks:deleteCluster': {
    names: { name: text('Name') },
    found: [
      statement('eks:DeleteCluster', here('eks', 'cluster/{name}'), { syncActions: ['eks:DescribeCluster'] }),
    ],
    any: [statement('eks:DeleteCluster', '*', { syncActions: ['eks:DescribeCluster'] })],
  },
  'eks:deleteNodegroup': eksMember('nodegroup', 'Nodegroup', 'NodegroupName'),
  'eks:createFargateProfile': {
    names: { cluster: text('ClusterName') },
    others: { roleArn: roles('PodExecutionRoleArn') },
    found: [
      statement('eks:CreateFargateProfile', here('eks', 'cluster/{cluster}')),
      syncStatement(
        ['eks:DescribeFargateProfile', 'eks:DeleteFargateProfile'],
        here('eks', 'fargateprofile/{cluster}/*'),
      ),
      passRole('eks-fargate-pods'),
    ],
    any: [
      statement('eks:CreateFargateProfile', here('eks', 'cluster/*')),
      syncStatement(
        ['eks:DescribeFargateProfile', 'eks:DeleteFargateProfile'],
        here('eks', 'fargateprofile/*'),
      ),
      passRole('eks-fargate-pods'),
    ],
  },
  'eks:deleteFargateProfile': eksMember('fargateprofile', 'FargateProfile', 'FargateProfileName'),
  'eks:runJob': { any: [] },
  'eks:call': { any: [] },
};
