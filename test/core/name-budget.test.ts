import { describe, expect, it } from 'vitest';
import { budgetFor, deriveName, nameBudgets, nameProblem } from '../../lib/core';

const entries = Object.entries(nameBudgets);

describe('nameBudgets', () => {
  it('pins what is public contract: the limit and the suffix of each kind', () => {
    expect(Object.fromEntries(entries.map(([kind, { limit, suffix }]) => [kind, `${limit} ${suffix}`.trim()]))).toEqual(
      {
        ConfigMap: '253 -config',
        CronJob: '52',
        Deployment: '46',
        HeadlessService: '63 -workers',
        HorizontalPodAutoscaler: '253',
        HTTPRoute: '253',
        Ingress: '253',
        Job: '63',
        LeaderWorkerSet: '44 -group',
        NetworkPolicy: '253',
        PersistentVolumeClaim: '253 -data',
        PodDisruptionBudget: '253',
        ScaledObject: '54',
        Secret: '253',
        Service: '63',
        ServiceAccount: '253',
        StatefulSet: '52',
        VerticalPodAutoscaler: '253',
      },
    );
  });

  it.each(entries)('says why and from where, for %s', (_kind, budget) => {
    expect(budget.reason).not.toBe('');
    expect(budget.source).not.toBe('');
  });

  it.each(entries)('leaves a name of %s that the API server accepts', (kind, { limit, suffix }) => {
    const built = kind === 'HeadlessService' || kind === 'LeaderWorkerSet' ? 'Service' : kind;
    const name = `${deriveName(['x'.repeat(300)], limit - suffix.length)}${suffix}`;
    expect(name).toHaveLength(limit);
    expect(nameProblem(built, name)).toBeUndefined();
  });
});

describe('budgetFor', () => {
  it('is the tightest of the kinds, each with its suffix', () => {
    expect(budgetFor(['Ingress', 'Service', 'Deployment'])).toBe(46);
    expect(budgetFor(['Service', 'ConfigMap'])).toBe(63);
    expect(budgetFor(['Service', 'HeadlessService'])).toBe(55);
    expect(budgetFor(['ConfigMap'])).toBe(246);
    expect(budgetFor([])).toBe(253);
  });

  it('takes other suffixes where they are given', () => {
    expect(budgetFor(['Service', 'Ingress'], { Ingress: `-${'x'.repeat(199)}` })).toBe(53);
    expect(budgetFor(['ConfigMap'], { ConfigMap: '' })).toBe(253);
  });
});
