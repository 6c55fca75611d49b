import { fieldResources } from '../field.ts';
import { exactText, memberOf } from '../foreseen.ts';
import type { Integration } from '../need.ts';

/** A message goes to a topic, or to the phone or endpoint of PhoneNumber or TargetArn. */
export const publish: Integration = {
  name: 'sns:publish',
  needs(call) {
    const field = memberOf(call.parameters, 'TargetArn').kind === 'Absent' ? 'TopicArn' : 'TargetArn';
    const phone = memberOf(call.parameters, 'PhoneNumber');
    const { resources, remarks } =
      phone.kind === 'Absent' || exactText(phone) === ''
        ? fieldResources(call, field, { service: 'sns', resource: (name) => name })
        : { resources: ['*'], remarks: [] };
    return { needs: [{ group: 'call', actions: ['sns:Publish'], resources }], remarks };
  },
};
