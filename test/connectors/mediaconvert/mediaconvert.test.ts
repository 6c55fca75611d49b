import { idempotencyKey, testContract } from '../api-contract.ts';

const role = 'arn:aws:iam::111111111111:role/convert';

/** The API's names are those of definitions, as the AWS SDK has them. */
const given = {
  Role: role,
  Settings: {
    Inputs: [{ FileInput: 's3://in/a.mp4', AudioSelectors: { 'Audio Selector 1': { Tracks: [1] } } }],
    OutputGroups: [
      { OutputGroupSettings: { Type: 'HLS_GROUP_SETTINGS', HlsGroupSettings: { SegmentLength: 6 } } },
    ],
  },
  UserMetadata: { customer: 'x' },
};
const request = { ...given, ClientRequestToken: idempotencyKey };

testContract({
  prefix: 'mediaconvert',
  service: 'mediaconvert',
  refusals: [
    ['NotFoundException', 'MediaConvert.NotFoundException', 'AWSMediaConvert'],
    ['AccessDeniedException', 'MediaConvert.AWSMediaConvertException', 'AWSMediaConvert'],
  ],
  cases: [
    {
      resource: 'mediaconvert:createJob',
      parameters: { ...given, Tags: { team: 'y' } },
      call: ['CreateJob', { ...request, Tags: { team: 'y' } }],
      syncInput: { ...request, Tags: { team: 'y', ManagedByService: 'AWSStepFunctions' } },
      output: { Job: { Role: role, Settings: {}, Id: '1-a', Status: 'SUBMITTED', CreatedAt: 1700000000000 } },
      result: { Job: { CreatedAt: 1700000000000, Id: '1-a', Role: role, Settings: {}, Status: 'SUBMITTED' } },
      job: {
        poll: ['GetJob', { Id: '1-a' }],
        output: (Status) => ({ Job: { Status, Role: role, Settings: {}, Id: '1-a' } }),
        result: (Status) => ({ Job: { Id: '1-a', Role: role, Settings: {}, Status } }),
        running: ['SUBMITTED', 'PROGRESSING'],
        succeeded: ['COMPLETE'],
        failed: ['ERROR', 'CANCELED'],
        gone: { code: 'NotFoundException', result: 'failure' },
        cancel: ['CancelJob', { Id: '1-a' }],
      },
    },
  ],
});
