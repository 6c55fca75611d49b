import { type ClientStep, stepsOf } from './client-step.ts';

const glue = stepsOf('glue');
const named = { JobName: 'nightly' };
const Command = { Name: 'pythonshell', ScriptLocation: '/nowhere/nightly.py', PythonVersion: '3.9' };
const missing = { refused: { code: 'EntityNotFoundException', message: 'Job with name: none not found.' } };
const invalid = { refused: { code: 'InvalidInputException' } };

/** Glue's jobs, every operation with what it takes and what it refuses. */
export const glueSteps: readonly ClientStep[] = [
  glue(
    'CreateJob',
    { Name: 'nightly', Role: 'runner', Command, DefaultArguments: { '--mode': 'full' }, Timeout: 5 },
    { answers: { '/Name': 'nightly' } },
  ),
  glue(
    'CreateJob',
    { Name: 'nightly', Role: 'runner', Command },
    { refused: { code: 'AlreadyExistsException' } },
  ),
  glue('CreateJob', { Name: 'ray', Role: 'runner', Command: { ...Command, Name: 'glueray' } }, invalid),
  glue('GetJob', named, {
    answers: {
      '/Job/Name': 'nightly',
      '/Job/Timeout': 5,
      '/Job/Command/ScriptLocation': '/nowhere/nightly.py',
      '/Job/ExecutionProperty/MaxConcurrentRuns': 1,
    },
  }),
  glue('GetJob', { JobName: 'none' }, missing),
  glue('GetJobs', {}, { answers: { '/Jobs/0/Name': 'nightly', '/Jobs/1': null } }),
  glue(
    'UpdateJob',
    {
      ...named,
      JobUpdate: { Role: 'runner', Command, Timeout: 7, ExecutionProperty: { MaxConcurrentRuns: 3 } },
    },
    { answers: { '/JobName': 'nightly' } },
  ),
  glue('UpdateJob', { JobName: 'none', JobUpdate: { Role: 'runner', Command } }, missing),
  glue('StartJobRun', { ...named, Arguments: { '--mode': 'part' } }, { saves: { jobRun: '/JobRunId' } }),
  glue('StartJobRun', { JobName: 'none' }, missing),
  glue(
    'GetJobRun',
    { ...named, RunId: '<jobRun>' },
    {
      answers: {
        '/JobRun/Id': '<jobRun>',
        '/JobRun/Attempt': 0,
        '/JobRun/Arguments': { '--mode': 'part' },
        '/JobRun/Timeout': 7,
      },
    },
  ),
  glue('GetJobRun', { ...named, RunId: 'jr_none' }, { refused: { code: 'EntityNotFoundException' } }),
  glue('GetJobRuns', named, { answers: { '/JobRuns/0/Id': '<jobRun>', '/JobRuns/1': null } }),
  glue('GetJobRuns', { JobName: 'none' }, missing),
  glue(
    'BatchStopJobRun',
    { ...named, JobRunIds: ['jr_none'] },
    {
      answers: {
        '/SuccessfulSubmissions': [],
        '/Errors/0/ErrorDetail/ErrorCode': 'EntityNotFoundException',
      },
    },
  ),
  glue('DeleteJob', named, { answers: { '/JobName': 'nightly' } }),
  glue('GetJob', named, { refused: { code: 'EntityNotFoundException' } }),
];
