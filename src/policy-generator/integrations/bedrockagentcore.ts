import { allow, integration } from './integration.ts';
import { parameter, type Resources } from './resources.ts';

/** A harness and what lies below it: its endpoints. */
const harness: Resources = (call) => {
  const { resources, remarks } = parameter('HarnessArn', {
    service: 'bedrock-agentcore',
    resource: (name) => `harness/${name}`,
  })(call);
  return { resources: resources.flatMap((arn) => (arn === '*' ? [arn] : [arn, `${arn}/*`])), remarks };
};

/** A harness runs in an agent runtime, which is invoked with it. */
export const invokeHarness = integration('bedrockagentcore:invokeHarness', {
  call: [allow(['bedrock-agentcore:InvokeHarness', 'bedrock-agentcore:InvokeAgentRuntime'], harness)],
});
