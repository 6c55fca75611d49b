import type { ServiceFacts } from '../api-integration.ts';

/** Amazon EMR as Step Functions calls it. */
export const emr: ServiceFacts = {
  name: 'emr',
  errorPrefix: 'ElasticMapReduce',
  label: 'AmazonElasticMapReduce',
  generalException: 'AmazonElasticMapReduceException',
};
