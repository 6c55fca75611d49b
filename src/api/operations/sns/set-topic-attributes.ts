import { InvalidParameterException } from '../../../messaging/topics/errors.ts';
import { snsOperation } from './sns-operation.ts';
import { mergeTopicAttributes } from './topic-attributes.ts';
import { changeTopic, onTopic, type TopicInput, topicOf } from './topic-request.ts';

interface SetTopicAttributesInput extends TopicInput {
  readonly AttributeName: string;
  readonly AttributeValue?: string;
}

export const setTopicAttributes = snsOperation<SetTopicAttributesInput>({
  name: 'SetTopicAttributes',
  permissions: onTopic('SetTopicAttributes'),
  run: async (input, call) => {
    const { AttributeName: name, AttributeValue: value = '' } = input;
    if (name === 'FifoTopic') throw new InvalidParameterException('AttributeName');
    await changeTopic(call, topicOf(input, call), (body) => ({
      ...body,
      attributes:
        value === ''
          ? without(body.attributes, name)
          : mergeTopicAttributes(body.attributes, { [name]: value }),
    }));
    return {};
  },
});

/** An empty value takes an attribute away. */
function without(attributes: Readonly<Record<string, string>>, name: string) {
  const { [name]: _, ...others } = attributes;
  return others;
}
