import { Provider as AwsProvider } from '@pulumi/aws/provider.js';
import { Provider as AzureProvider } from '@pulumi/azure-native/provider.js';
import { ComponentResource, output, type ComponentResourceOptions } from '@pulumi/pulumi';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../lib';
import * as aks from '../../lib/aks';
import * as eks from '../../lib/eks';
import { withMocks, type Registered } from '../pulumi-mocks';
import { aksExamples, eksExamples, type Example } from './components';
import { excessiveStatements } from './policies';

const clouds = [
  { name: 'eks', room: eks, examples: eksExamples, sdk: 'aws', Provider: AwsProvider },
  { name: 'aks', room: aks, examples: aksExamples, sdk: 'azure-native', Provider: AzureProvider },
] as const;

describe.each(clouds)('each component of $name', ({ room, examples, sdk, Provider }) => {
  test('is held to these laws', () => {
    const components = Object.entries(room).filter(([, value]) => value.prototype instanceof ComponentResource);
    expect(examples.map(({ of }) => of).sort()).toEqual(components.map(([name]) => name).sort());
  });

  test.each(examples)(
    '$of: is the same in a preview, so that nothing is made out of what is known later',
    async (one) => {
      for (const props of [{}, ...one.variants]) {
        const previewed = await registered(one, props, { preview: true });
        expect(namesOf(previewed)).toEqual(namesOf(await registered(one, props)));
      }
    },
  );

  test.each(examples)('$of: hands its protection and its provider on to all that it is made of', async (one) => {
    const all = await registered(one, {}, { opts: () => ({ protect: true, provider: new Provider('given', {}) }) });
    const made = all.filter(({ name, parent }) => name !== 'given' && parent !== '');
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ protect }) => !protect).map(({ name }) => name)).toEqual([]);
    const ofCloud = made.filter(({ type }) => type.startsWith(`${sdk}:`));
    expect(ofCloud.filter(({ provider }) => !provider.includes('::given::')).map(({ name }) => name)).toEqual([]);
  });

  test('has somebody ask what to do wherever its cloud refuses something', async () => {
    for (const one of examples) {
      const all = await registered({ ...one, cloud: { ...one.cloud, hooks: true } }, {});
      const ofCloud = all.filter(({ type }) => type.startsWith(`${sdk}:`));
      expect(ofCloud.map(({ onError }) => onError)).toEqual(ofCloud.map(() => ['modelyard:advice']));
    }
  });

  test.each(examples)('$of: is allowed no more than it needs, and trusts nobody else', async (one) => {
    for (const props of [{}, ...one.variants]) {
      for (const resource of await registered(one, props)) expect(excessiveStatements(resource)).toEqual([]);
    }
  });

  test.each(examples)('$of: refuses what is known only at deployment wherever it decides', async (one) => {
    await withMocks(() => {
      const refused = Object.keys(one.classes).filter((prop) => refusalOf(one, prop).includes(prop));
      const decides = Object.keys(one.classes).filter((prop) => one.classes[prop] === 'decides');
      expect(refused).toEqual(decides);
    }, one.cloud);
  });
});

interface Around {
  readonly preview?: boolean;
  readonly opts?: () => ComponentResourceOptions;
}

async function registered(
  { make, cloud }: Example,
  props: object,
  around: Around = {},
): Promise<readonly Registered[]> {
  const { preview = false, opts } = around;
  return (await withMocks(() => make(props, opts?.()), { ...cloud, preview })).resources;
}

function namesOf(resources: readonly Registered[]): readonly string[] {
  return resources.map(({ type, name, parent }) => `${type} ${name} of ${parent}`).sort();
}

/** The properties that are said to be known too late, each in the same words. */
function refusalOf({ make }: Example, prop: string): readonly string[] {
  try {
    make({ [prop]: output('later') });
  } catch (error) {
    if (!ConfigError.is(error)) throw error;
    return error.issues
      .filter(({ code }) => code === 'core/deferred-decides')
      .map(({ property, message, fix }) => {
        expect(message).toBe('is known only at deployment, and decides what is made');
        expect(fix).toBe('a plain value, of the program or of the configuration of the stack');
        return property ?? '';
      });
  }
  return [];
}
