import { Construct, RootConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import {
  decisionsOf,
  existingOf,
  issuesOf,
  Notes,
  recordNotes,
  warningsOf,
  type Default,
  type IssueDetails,
} from '../../lib/core';

const fallback: Default<number> = { field: 'Service spec.ports', value: 80, reason: 'a test', override: 'servicePort' };
const issue: IssueDetails = { code: 'tests/wrong', message: 'is wrong', fix: 'what is right' };

describe('Notes', () => {
  it('takes what was given, and notes nothing', () => {
    const notes = new Notes();
    expect(notes.choose(8080, fallback)).toBe(8080);
    expect(notes.choose(0, fallback)).toBe(0);
    expect(notes.decisions).toEqual([]);
  });

  it('takes the default where nothing was given, and notes the decision', () => {
    const notes = new Notes();
    expect(notes.choose(undefined, fallback)).toBe(80);
    expect(notes.decide({ ...fallback, value: null })).toBe(null);
    expect(notes.decisions).toEqual([fallback, { ...fallback, value: null }]);
  });

  it('takes over what others hold, told anew, and nothing twice', () => {
    const [notes, other] = [new Notes(), new Notes()];
    for (const each of [notes, other]) {
      each.issue(issue);
      each.decide(fallback);
    }
    other.warn(issue);
    other.notKnown(issue);
    other.rely({ kind: 'Secret', name: 'keys' });
    other.refer({ property: 'env.KEY', kind: 'Secret', name: 'keys' });
    notes.takeOver(other, (decision) => decision);
    expect([notes.issues, notes.decisions, notes.warnings, notes.open]).toEqual([
      [issue],
      [fallback],
      [issue],
      [issue],
    ]);
    expect(notes.existing).toEqual(other.existing);
    expect(notes.references).toEqual(other.references);
    notes.takeOver(other, (decision) => ({ ...decision, override: 'another' }));
    expect(notes.decisions).toEqual([fallback, { ...fallback, override: 'another' }]);
  });

  it("keeps the user's reason for safety that is given up, and asks for one where there is none", () => {
    const notes = new Notes();
    const waived = { field: 'a digest', value: 'a:v1', reason: 'nobody has published it', override: 'image' };
    notes.waive(waived);
    expect([notes.decisions, notes.issues]).toEqual([[waived], []]);
    notes.waive({ ...waived, reason: ' ' });
    expect(notes.decisions).toHaveLength(1);
    expect(notes.issues).toEqual([
      {
        code: 'core/no-reason',
        property: 'image',
        given: '"a:v1"',
        message: 'gives up safety without a reason',
        fix: 'the reason, in a sentence for the next reader',
      },
    ]);
  });

  it('takes what was read, or a placeholder and the issue', () => {
    const notes = new Notes();
    expect(notes.read({ value: 3 }, 0)).toBe(3);
    expect(notes.read({ issue }, 0)).toBe(0);
    notes.check({ value: 3 });
    notes.check({ issue });
    expect(notes.issues).toEqual([issue, issue]);
  });
});

describe('recordNotes', () => {
  it('records everything on the construct', () => {
    const construct = new Construct(new RootConstruct('app'), 'chat');
    const notes = new Notes();
    notes.decide(fallback);
    notes.issue(issue);
    notes.warn({ ...issue, code: 'tests/doubtful' });
    notes.rely({ kind: 'Secret', name: 'keys' });
    recordNotes(construct, notes);
    expect(decisionsOf(construct)).toEqual([fallback]);
    expect(issuesOf(construct)).toMatchObject([issue]);
    expect(warningsOf(construct)).toMatchObject([{ code: 'tests/doubtful' }]);
    expect(existingOf(construct)).toEqual([{ kind: 'Secret', name: 'keys' }]);
  });
});
