import { getBus } from '../../../eventbridge/stored-bus.ts';
import { busOf } from './buses.ts';
import { eventsOperation } from './events-operation.ts';
import { listPermission } from './list-permission.ts';
import { cutPage, type PageInput, pageOf } from './pages.ts';

interface ListRuleNamesByTargetInput extends PageInput {
  readonly TargetArn: string;
  readonly EventBusName?: string;
}

/** More than a bus has. */
const rulesRead = 1_000;

export const listRuleNamesByTarget = eventsOperation<ListRuleNamesByTargetInput>({
  name: 'ListRuleNamesByTarget',
  permissions: async ({ EventBusName }, call) => [
    await listPermission('events:ListRuleNamesByTarget', busOf(EventBusName, call), call),
  ],
  run: async (input, call) => {
    const { store } = call.services;
    const request = pageOf(input);
    const bus = busOf(input.EventBusName, call);
    await getBus(store, bus);
    const { account, region } = bus.place;
    const rules = await store.resources.list({
      kind: 'EventRule',
      account,
      region,
      prefix: `${bus.name}/`,
      limit: rulesRead,
      ...(request.after === undefined ? {} : { after: `${bus.name}/${request.after}` }),
    });
    const names = rules
      .filter(({ body }) => body.targets.some(({ Arn }) => Arn === input.TargetArn))
      .map(({ body }) => body.name);
    const { page, token } = cutPage(names, request, (name) => name);
    return { RuleNames: page, ...token };
  },
});
