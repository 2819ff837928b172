import { formatDuration, printGiven, readDuration, type Default, type Notes } from '../../core';
import type { Disruption, DisruptionBudget } from './node-pool-props';

/** What a NodePool says of how its nodes go. */
export interface DisruptionFields {
  readonly disruption: {
    readonly consolidationPolicy: string;
    readonly consolidateAfter: string;
    readonly budgets: readonly Readonly<Record<string, unknown>>[];
  };
  readonly expireAfter: string;
  readonly terminationGracePeriod: string;
}

const page = 'https://karpenter.sh/docs/concepts/disruption/';
const hour = 3_600_000;
const minute = 60_000;

/** Decides when Karpenter takes nodes away: those with accelerators only once they are empty. */
export function renderDisruption(
  props: Disruption | undefined,
  hasAccelerator: boolean,
  notes: Notes,
): DisruptionFields {
  const given = props ?? {};
  const own = hasAccelerator ? withAccelerators : without;
  const time = (field: keyof typeof own, least: 'zero' | 'positive'): string =>
    timeOf(given[field], own[field], `disruption.${field}`, least, notes);
  return {
    disruption: {
      consolidationPolicy: notes.choose<string>(given.consolidationPolicy, own.consolidationPolicy),
      consolidateAfter: time('consolidateAfter', 'zero'),
      budgets: budgetsOf(given.budgets, notes),
    },
    expireAfter: time('expireAfter', 'positive'),
    terminationGracePeriod: time('terminationGracePeriod', 'positive'),
  };
}

function timeOf(
  given: string | undefined,
  fallback: Default<string>,
  property: string,
  least: 'zero' | 'positive',
  notes: Notes,
): string {
  const text = notes.choose(given, fallback);
  if (text === 'Never' && property !== 'disruption.terminationGracePeriod') return text;
  return inKarpentersUnits(notes.read(readDuration(property, text, least), hour));
}

/** Karpenter knows hours, minutes and seconds. */
function inKarpentersUnits(milliseconds: number): string {
  if (milliseconds % hour === 0 && milliseconds > 0) return `${milliseconds / hour}h`;
  if (milliseconds % minute === 0 && milliseconds > 0) return `${milliseconds / minute}m`;
  return `${Math.ceil(milliseconds / 1000)}s`;
}

function budgetsOf(
  given: readonly DisruptionBudget[] | undefined,
  notes: Notes,
): readonly Readonly<Record<string, unknown>>[] {
  if (given === undefined) {
    notes.decide(oneByOne);
    return [
      { nodes: '1', reasons: ['Drifted', 'Underutilized'] },
      { nodes: '100%', reasons: ['Empty'] },
    ];
  }
  return given.map(({ nodes, reasons, during }, index) => {
    const property = `disruption.budgets[${index}]`;
    judgeNodes(`${property}.nodes`, nodes, notes);
    return {
      nodes: String(nodes),
      ...(reasons !== undefined && { reasons: [...reasons] }),
      ...(during !== undefined && {
        schedule: scheduleOf(`${property}.during.schedule`, during.schedule, notes),
        duration: minutesOf(`${property}.during.duration`, during.duration, notes),
      }),
    };
  });
}

/** The form that the definition of a NodePool takes: a whole number, or a whole percentage up to 100. */
function judgeNodes(property: string, nodes: number | string, notes: Notes): void {
  const isNumber = typeof nodes === 'number' && Number.isSafeInteger(nodes) && nodes >= 0;
  if (isNumber || /^(?:100|\d{1,2})%$/.test(String(nodes))) return;
  notes.issue({
    code: 'platform/invalid-disruption',
    property,
    given: printGiven(nodes),
    message: 'is neither a number of nodes nor a whole percentage of them',
    fix: "nodes: 1, or nodes: '10%'",
  });
}

const schedule = /^(?:@(?:annually|yearly|monthly|weekly|daily|midnight|hourly)|\S+(?: \S+){4})$/;

function scheduleOf(property: string, given: string, notes: Notes): string {
  if (!schedule.test(given)) {
    notes.issue({
      code: 'platform/invalid-disruption',
      property,
      given: printGiven(given),
      message: 'is neither five fields of cron nor a word such as @daily',
      fix: "schedule: '0 9 * * mon-fri'",
    });
  }
  return given;
}

function minutesOf(property: string, given: string, notes: Notes): string {
  const duration = notes.read(readDuration(property, given), hour);
  if (duration % minute === 0) return `${Math.floor(duration / hour)}h${(duration % hour) / minute}m`;
  notes.issue({
    code: 'platform/invalid-disruption',
    property,
    given: printGiven(given),
    message: 'is no whole number of minutes, which a budget is held for',
    fix: `duration: '${formatDuration(Math.ceil(duration / minute) * minute)}'`,
  });
  return '1h0m';
}

const oneByOne = {
  field: 'NodePool spec.disruption.budgets',
  value: 'one node at a time, and all that are empty',
  reason: 'a service whose pods are on a few nodes keeps most of them; an empty node costs and serves nobody',
  source: `${page}#nodepool-disruption-budgets`,
  override: 'disruption.budgets',
} as const;

const expiry = {
  field: 'NodePool spec.template.spec.expireAfter',
  value: '720h',
  reason: "Karpenter's own: a node of 30 days is drained, so that none runs on for years with what was wrong with it",
  source: `${page}#expiration`,
  override: 'disruption.expireAfter',
} as const;

const withAccelerators = {
  consolidationPolicy: {
    field: 'NodePool spec.disruption.consolidationPolicy',
    value: 'WhenEmpty',
    reason: 'a server takes minutes to load its model again, and training starts over: neither is moved to save a node',
    source: `${page}#consolidation`,
    override: 'disruption.consolidationPolicy',
  },
  consolidateAfter: {
    field: 'NodePool spec.disruption.consolidateAfter',
    value: '5m',
    reason: 'what comes back within minutes finds its node, image and weights again; then the node costs nothing more',
    source: `${page}#consolidation`,
    override: 'disruption.consolidateAfter',
  },
  expireAfter: expiry,
  terminationGracePeriod: {
    field: 'NodePool spec.template.spec.terminationGracePeriod',
    value: '24h',
    reason:
      'a pod that lets itself not be disturbed keeps a drained node for ever otherwise; a training run has a day to end',
    source: `${page}#terminationgraceperiod`,
    override: 'disruption.terminationGracePeriod',
  },
} as const;

const without = {
  consolidationPolicy: {
    field: 'NodePool spec.disruption.consolidationPolicy',
    value: 'WhenEmptyOrUnderutilized',
    reason: "Karpenter's own: pods without accelerators start elsewhere within moments, and fewer nodes cost less",
    source: `${page}#consolidation`,
    override: 'disruption.consolidationPolicy',
  },
  consolidateAfter: {
    field: 'NodePool spec.disruption.consolidateAfter',
    value: '1m',
    reason: "at once, which is Karpenter's own, would take nodes from under a rollout",
    source: `${page}#consolidation`,
    override: 'disruption.consolidateAfter',
  },
  expireAfter: expiry,
  terminationGracePeriod: {
    field: 'NodePool spec.template.spec.terminationGracePeriod',
    value: '1h',
    reason: 'a budget that cannot be met keeps a drained node for ever otherwise',
    source: `${page}#terminationgraceperiod`,
    override: 'disruption.terminationGracePeriod',
  },
} as const;
