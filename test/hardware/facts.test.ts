import { describe, expect, test } from 'vitest';
import { gpuModels, machines, neuronModels } from 'modelyard';
import { isGpuModel } from '../../lib/hardware';

/** Fields that name a thing and say nothing about it. */
const names = ['ec2Name'];

/** The paths under which a value stands that does not say where it was read and when. */
function unsourced(path: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [path];
  if ('source' in value || 'date' in value) {
    const inner = 'value' in value && typeof value.value === 'object' && value.value !== null ? value.value : {};
    const nested = Object.values(inner).flatMap((entry: object) =>
      unsourced(path, 'memoryGib' in entry ? entry.memoryGib : undefined),
    );
    return [...(isSource(value) ? [] : [path]), ...nested];
  }
  return Object.entries(value)
    .filter(([key]) => !names.includes(key))
    .flatMap(([key, inner]) => unsourced(`${path}.${key}`, inner));
}

function isSource(value: object): boolean {
  const { source, date } = value as { source?: unknown; date?: unknown };
  const isDate = typeof date === 'string' && /^20\d\d-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date));
  return isDate && date <= '2026-11-21' && typeof source === 'string' && /^https:\/\/\S+$/.test(source);
}

describe('every figure says where it was read and when', () => {
  test('of the GPUs and the Neuron devices', () => {
    expect(Object.entries(gpuModels).flatMap(([model, facts]) => unsourced(model, facts))).toEqual([]);
    expect(Object.entries(neuronModels).flatMap(([model, facts]) => unsourced(model, facts))).toEqual([]);
  });

  test('of the machines and their prices', () => {
    const without = machines.filter(
      ({ onDemandPrice = {}, fabric, ...row }) =>
        !isSource(row) ||
        ('usdPerHour' in onDemandPrice && !isSource(onDemandPrice)) ||
        (fabric?.kind === 'infiniband' && !isSource(fabric)),
    );
    expect(without).toEqual([]);
    const named = machines.filter(({ fabric }) => fabric?.kind === 'infiniband');
    expect(named.map(({ instanceType }) => instanceType)).toEqual(
      machines.map(({ instanceType }) => instanceType).filter((name) => /^Standard_ND\d+\w*r_/.test(name)),
    );
    expect(machines).toHaveLength(80 + 16 + 19 + 4);
  });

  test('the proof finds a figure without', () => {
    expect(unsourced('X', { memoryMib: 1 })).toEqual(['X.memoryMib']);
    expect(unsourced('X', { memoryMib: { value: 1, source: 'https://example.com' } })).toEqual(['X.memoryMib']);
    expect(unsourced('X', { memoryMib: { value: 1, source: 'memory', date: '2026-11-21' } })).toEqual(['X.memoryMib']);
    const mig = { value: { '1g.5gb': { most: 7, memoryGib: 5 } }, source: 'https://example.com', date: '2026-11-21' };
    expect(unsourced('X', { mig })).toEqual(['X.mig']);
  });
});

describe('the tables agree with themselves', () => {
  test('each machine is there once, and its figures can be', () => {
    expect(new Set(machines.map(({ instanceType }) => instanceType)).size).toBe(machines.length);
    for (const { instanceType, vcpu, memoryMib, accelerator, fractional, cloud, maxPods } of machines) {
      expect(vcpu, instanceType).toBeGreaterThan(0);
      expect(Number.isSafeInteger(memoryMib), instanceType).toBe(true);
      expect(fractional === true, instanceType).toBe(accelerator?.count === 0);
      expect(maxPods !== undefined, instanceType).toBe(cloud === 'aws');
    }
  });

  test('each GPU and each Neuron device is in a machine, and cores follow from devices', () => {
    const models = machines.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator.model]));
    expect(new Set(models)).toEqual(new Set([...Object.keys(gpuModels), ...Object.keys(neuronModels)]));
    for (const { accelerator, instanceType } of machines) {
      if (accelerator?.kind !== 'neuron') continue;
      expect(accelerator.cores, instanceType).toBe(accelerator.count * neuronModels[accelerator.model].cores.value);
    }
  });

  test('what the driver reports is near what the cloud states', () => {
    for (const { accelerator, instanceType } of machines) {
      if (accelerator?.kind !== 'gpu' || accelerator.count === 0) continue;
      const driver = gpuModels[accelerator.model].memoryMib?.value;
      if (driver === undefined) continue;
      expect(Math.abs(driver / accelerator.memoryMib - 1), instanceType).toBeLessThan(0.07);
    }
  });

  test('instances of MIG fit into their GPU', () => {
    for (const [model, { memoryMib, mig }] of Object.entries(gpuModels)) {
      if (!isGpuModel(model) || mig === undefined) continue;
      for (const [profile, facts] of Object.entries(mig.value)) {
        expect(facts?.most, `${model} ${profile}`).toBeGreaterThan(0);
        if (facts?.memoryGib === undefined || memoryMib === undefined) continue;
        expect(facts.memoryGib.value * facts.most * 1024, `${model} ${profile}`).toBeLessThanOrEqual(memoryMib.value);
      }
    }
  });
});
