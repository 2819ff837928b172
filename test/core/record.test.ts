import { App, Chart } from 'cdk8s';
import { Construct, RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import {
  acknowledge,
  acknowledgedReason,
  decisionsOf,
  existingOf,
  issuesOf,
  recordDecision,
  recordIssue,
  recordSource,
  recordWarning,
  sourceOf,
  warningsOf,
  type IssueDetails,
} from '../../lib/core';

const issue: IssueDetails = {
  code: 'tests/wrong',
  property: 'port',
  given: '0',
  message: 'is no port',
  fix: 'port: 80',
};

/** A chart, and below it a team, and below that a service. */
function tree(): { readonly app: App; readonly chart: Chart; readonly team: Construct; readonly service: Construct } {
  const app = new App();
  const chart = new Chart(app, 'models');
  const team = new Construct(chart, 'team');
  return { app, chart, team, service: new Construct(team, 'chat') };
}

describe('a construct that nothing was recorded on', () => {
  it('has nothing to tell', () => {
    const { service } = tree();
    expect([issuesOf(service), warningsOf(service), decisionsOf(service), existingOf(service)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(sourceOf(service)).toBeUndefined();
  });
});

describe('recordIssue', () => {
  it('places the issue at its construct', () => {
    const { service, team } = tree();
    recordIssue(service, issue);
    expect(issuesOf(service)).toEqual([{ ...issue, path: 'models/team/chat', source: undefined }]);
    expect(issuesOf(team)).toEqual([]);
  });

  it('gives copies, so that nobody takes an issue back', () => {
    const { service } = tree();
    recordIssue(service, issue);
    const given = issuesOf(service);
    (given as unknown[]).length = 0;
    expect(issuesOf(service)).toHaveLength(1);
  });

  it("stops cdk8s's own App, which names every issue and its path", () => {
    const { app, service, team } = tree();
    recordIssue(service, issue);
    recordIssue(service, { ...issue, given: '-1' });
    recordIssue(team, { ...issue, code: 'tests/other' });
    expect(() => app.synthYaml()).toThrow(
      new Error(
        [
          'Validation failed with the following errors:',
          '  [models/team] tests/other: port 0: is no port; write port: 80',
          '  [models/team/chat] tests/wrong: port 0: is no port; write port: 80',
          '  [models/team/chat] tests/wrong: port -1: is no port; write port: 80',
        ].join('\n'),
      ),
    );
  });

  it('stops Chart.toJson too', () => {
    const { chart, service } = tree();
    recordIssue(service, issue);
    expect(() => chart.toJson() as unknown).toThrow('tests/wrong: port 0: is no port; write port: 80');
  });
});

describe('recordWarning', () => {
  it('stops nobody', () => {
    const { app, service } = tree();
    recordWarning(service, issue);
    expect(app.synthYaml()).toBe('');
    expect(warningsOf(service)).toEqual([
      { ...issue, path: 'models/team/chat', source: undefined, acknowledged: undefined },
    ]);
  });
});

describe('acknowledge', () => {
  it.each(['service', 'team', 'chart', 'app'] as const)('silences a warning from the %s down', (place) => {
    const constructs = tree();
    recordWarning(constructs.service, issue);
    acknowledge(constructs[place], 'tests/wrong', 'it was always so');
    expect(warningsOf(constructs.service)).toMatchObject([{ acknowledged: 'it was always so' }]);
  });

  it('silences nothing above and beside, and no other code', () => {
    const { service, team } = tree();
    const sibling = new Construct(team, 'other');
    for (const construct of [team, sibling]) recordWarning(construct, issue);
    recordWarning(service, { ...issue, code: 'tests/other' });
    acknowledge(service, 'tests/wrong', 'it was always so');
    for (const construct of [team, sibling, service]) {
      expect(warningsOf(construct)).toMatchObject([{ acknowledged: undefined }]);
    }
  });

  it('gives the nearest reason, and the last one of a place', () => {
    const { chart, service } = tree();
    acknowledge(chart, 'tests/wrong', 'far');
    expect(acknowledgedReason(service, 'tests/wrong')).toBe('far');
    acknowledge(service, 'tests/wrong', 'near');
    acknowledge(service, 'tests/wrong', 'nearer');
    expect(acknowledgedReason(service, 'tests/wrong')).toBe('nearer');
    expect(acknowledgedReason(chart, 'tests/wrong')).toBe('far');
  });

  it('works before the warning is recorded and after', () => {
    const { service } = tree();
    acknowledge(service, 'tests/wrong', 'it was always so');
    recordWarning(service, issue);
    expect(warningsOf(service)).toMatchObject([{ acknowledged: 'it was always so' }]);
  });
});

describe('sourceOf', () => {
  it('is the line of the nearest construct around that is known', () => {
    const root = new RootConstruct();
    const outer = new Construct(root, 'outer');
    recordSource(outer);
    const inner = new Construct(new Construct(outer, 'middle'), 'inner');
    expect(sourceOf(inner)).toEqual(sourceOf(outer));
    expect(sourceOf(outer)?.file).toBe('test/core/record.test.ts');
    expect(sourceOf(root)).toBeUndefined();
  });
});

describe('two copies of the library', () => {
  it('see the same records', () => {
    const { service } = tree();
    recordIssue(service, issue);
    recordDecision(service, { field: 'a', value: 1, reason: 'b', override: 'c' });
    const records: unknown = Reflect.get(service.node, Symbol.for('modelyard.records'));
    expect(records).toMatchObject({ issues: [issue], decisions: [{ field: 'a' }] });
  });
});
