import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentPoolName, judgeStem } from '../../lib/aks/pool-name';

const facts = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.nat(), fc.array(fc.string())));

test('a pool has a name that AKS takes, whatever the component is called', () => {
  fc.assert(
    fc.property(fc.string(), facts, (component, immutable) => {
      expect(agentPoolName(component, undefined, immutable)).toMatch(/^[a-z][a-z0-9]{0,11}$/);
    }),
    { numRuns: 1000 },
  );
});

test('a stem that is not refused makes a name that AKS takes', () => {
  const stems = fc.oneof(fc.string(), fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/));
  fc.assert(
    fc.property(stems, facts, (stem, immutable) => {
      const isName = /^[a-z][a-z0-9]{0,11}$/.test(agentPoolName('pool', stem, immutable));
      if (judgeStem(stem).length === 0) expect(isName).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('the name tells what cannot be changed, and nothing else', () => {
  const small = { vmSize: 'Standard_D4s_v5', maxPods: 110 };
  const name = agentPoolName('cpu', undefined, small);
  expect(name).toBe('cpuaenx');
  expect(agentPoolName('cpu', undefined, { maxPods: 110, vmSize: 'Standard_D4s_v5', later: undefined })).toBe(name);
  expect(agentPoolName('cpu', undefined, { ...small, maxPods: 60 })).not.toBe(name);
});

test('names that are cut alike stay apart', () => {
  expect(agentPoolName('inference-a', undefined, {})).not.toBe(agentPoolName('inference-b', undefined, {}));
});
