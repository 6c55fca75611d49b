import { parseArn } from '../../../base/arn.ts';
import { InvalidInput } from './errors.ts';

/**
 * The types of resources that a simulation must name under each ResourceHandlingOption.
 *
 * Source: IAM API Reference, "SimulateCustomPolicy".
 */
const scenarios: Readonly<Record<string, readonly string[]>> = {
  'EC2-Classic-InstanceStore': ['instance', 'image', 'security-group'],
  'EC2-Classic-EBS': ['instance', 'image', 'security-group', 'volume'],
  'EC2-VPC-InstanceStore': ['instance', 'image', 'security-group', 'network-interface'],
  'EC2-VPC-InstanceStore-Subnet': ['instance', 'image', 'security-group', 'network-interface', 'subnet'],
  'EC2-VPC-EBS': ['instance', 'image', 'security-group', 'network-interface', 'volume'],
  'EC2-VPC-EBS-Subnet': ['instance', 'image', 'security-group', 'network-interface', 'subnet', 'volume'],
};

/** Throws InvalidInput where there is no such option, and where a resource is missing that it asks for. */
export function checkResourceHandling(option: string | undefined, resources: readonly string[]): void {
  if (option === undefined) return;
  const required = scenarios[option];
  if (required === undefined) throw new InvalidInput(`Invalid ResourceHandlingOption: ${option}`);
  const named = new Set(resources.map((arn) => parseArn(arn)?.resource.split('/')[0]));
  const missing = required.filter((type) => !named.has(type));
  if (missing.length > 0) {
    throw new InvalidInput(`ResourceHandlingOption ${option} requires resources of: ${missing.join(', ')}`);
  }
}
