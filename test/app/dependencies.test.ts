import { type ApiObject, App as Cdk8sApp, Chart } from 'cdk8s';
import { Construct, DependencyGroup } from 'constructs';
import { describe, expect, test } from 'vitest';
import { readOutput } from './output';
import { addChart, addThing, newFolder, refusalOf, ReportingApp } from './reporting-app';

/** What both apps write, once filled in the same way. */
function written(fill: (app: Cdk8sApp) => void): { readonly ours: unknown; readonly peer: unknown } {
  const ours = new ReportingApp();
  const peer = new Cdk8sApp({ outdir: newFolder() });
  for (const app of [ours, peer]) {
    fill(app);
    app.synth();
  }
  return { ours: readOutput(ours.outdir), peer: readOutput(peer.outdir) };
}

function pathOf(object: ApiObject): string {
  return object.name;
}

describe('dependencies', () => {
  test('on a construct of another app count where its path does', () => {
    const { ours, peer } = written((app) => {
      const elsewhere = new Cdk8sApp();
      const other = addChart(elsewhere, 'b', 'two', 'one');
      const chart = addChart(app, 'a', 'one', 'two');
      addChart(app, 'b', 'one', 'two');
      chart.addDependency(other);
    });
    expect(ours).toEqual(peer);
    expect(Object.keys(Object(ours))).toEqual(['0000-b.k8s.yaml', '0001-a.k8s.yaml']);
  });

  test('on a construct that was taken out of the tree count where its path does, and those of its objects too', () => {
    const { ours, peer } = written((app) => {
      const chart = addChart(app, 'a', 'first', 'second');
      const removed = new Construct(chart, 'third');
      addThing(removed, 'part');
      chart.node.tryRemoveChild('third');
      chart.node.findChild('first').node.addDependency(removed);
      addThing(new Construct(chart, 'third'), 'part');
    });
    expect(ours).toEqual(peer);
  });

  test('on a group count for each of its members', () => {
    const { ours, peer } = written((app) => {
      const chart = addChart(app, 'a', 'first', 'second', 'third');
      const group = new DependencyGroup(chart.node.findChild('third'), chart.node.findChild('second'));
      chart.node.findChild('first').node.addDependency(group);
    });
    expect(ours).toEqual(peer);
  });

  test('leave the tree as it was', () => {
    const app = new ReportingApp();
    const [a, b] = [addChart(app, 'a', 'one'), addChart(app, 'b', 'two')];
    a.addDependency(b);
    app.synth();
    expect(a.node.findChild('one').node.dependencies).toEqual([]);
  });

  test('of 40 objects, each on the two before, are followed once each', () => {
    const app = new ReportingApp();
    const chart = new Chart(app, 'chart');
    const objects = Array.from({ length: 40 }, (_, index) => addThing(chart, `o${40 - index}`));
    objects.forEach((object, index) => {
      for (const before of objects.slice(Math.max(0, index - 2), index)) object.addDependency(before);
    });
    // cdk8s would not come back: it walks each of some 10^8 ways.
    expect(app.synthYaml().match(/name: .*/g)).toEqual(objects.map((object) => `name: ${pathOf(object)}`));
  });

  test('between two charts of 3,000 objects each are not drawn one by one', () => {
    const app = new ReportingApp();
    const charts = ['a', 'b'].map((id) =>
      addChart(app, id, ...Array.from({ length: 3_000 }, (_, index) => `o${index}`)),
    );
    const [a, b] = charts;
    if (b !== undefined) a?.addDependency(b);
    // cdk8s would draw nine million lines.
    expect(app.synthYaml().match(/name: [ab]-o0-/g)).toEqual(['name: b-o0-', 'name: a-o0-']);
  });

  test('in a chain of 20,000 objects do not run out of stack', () => {
    const app = new ReportingApp();
    const chart = new Chart(app, 'chart');
    const objects = Array.from({ length: 20_000 }, (_, index) => addThing(chart, `o${index}`));
    objects.forEach((object, index) => {
      const next = objects[index + 1];
      if (next !== undefined) object.addDependency(next);
    });
    const names = app.synthYaml().match(/name: .*/g) ?? [];
    expect([names[0], names.at(-1)]).toEqual(
      [objects.at(-1), objects[0]].map((object) => `name: ${object && pathOf(object)}`),
    );
  });
});

describe('dependencies that no order satisfies are refused:', () => {
  test('charts in a circle, by what makes each depend on the next', () => {
    const app = new ReportingApp();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => addChart(app, id, 'x', 'y'));
    a?.node.findChild('x').node.addDependency(...(b?.node.children ?? []));
    if (c !== undefined) b?.addDependency(c);
    c?.node.findChild('y').node.addDependency(...(a?.node.children ?? []));
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/dependency-cycle   a
        these charts depend on each other in a circle: a/x depends on b/x; b depends on c; c/y depends on a/x
        write  one of these dependencies less, or all of these objects in one chart"
    `);
  });

  test('a chart in a chart, which depends on an object around it', () => {
    const app = new ReportingApp();
    const outer = addChart(app, 'outer', 'x');
    const inner = addChart(outer, 'inner', 'y');
    inner.node.findChild('y').node.addDependency(outer.node.findChild('x'));
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/dependency-cycle   outer
        these charts depend on each other in a circle: outer contains outer/inner; outer/inner/y depends on outer/x
        write  one of these dependencies less, or all of these objects in one chart"
    `);
  });

  test('objects in a circle, beside another circle', () => {
    const app = new ReportingApp();
    const chart = addChart(app, 'chart', 'entry', 'a', 'b', 'c', 'd', 'e');
    const [entry, a, b, c, d, e] = chart.node.children;
    for (const [from, to] of [
      [entry, c],
      [b, c],
      [c, a],
      [a, b],
      [d, e],
      [e, d],
    ])
      if (to !== undefined) from?.node.addDependency(to);
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 2 problems, nothing was written

      app/dependency-cycle   chart/a
        these depend on each other in a circle: chart/a => chart/b => chart/c => chart/a
        write  one of these dependencies less

      app/dependency-cycle   chart/d
        these depend on each other in a circle: chart/d => chart/e => chart/d
        write  one of these dependencies less"
    `);
  });

  test('constructs in a circle, told once and not again of their objects', () => {
    const app = new ReportingApp();
    const chart = new Chart(app, 'chart');
    const [a, b] = ['a', 'b'].map((id) => new Construct(chart, id));
    for (const construct of [a, b]) if (construct !== undefined) addThing(construct, 'x');
    if (b !== undefined) a?.node.addDependency(b);
    if (a !== undefined) b?.node.addDependency(a);
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/dependency-cycle   chart/a
        these depend on each other in a circle: chart/a => chart/b => chart/a
        write  one of these dependencies less"
    `);
  });

  test('a construct of several objects, which depends on one part of itself that depends on it', () => {
    const app = new ReportingApp();
    const chart = new Chart(app, 'chart');
    const whole = new Construct(chart, 'whole');
    const [part] = [addThing(whole, 'part'), addThing(whole, 'rest')];
    chart.node.addDependency(part);
    part.addDependency(whole);
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/dependency-cycle   chart/whole/part
        these depend on each other in a circle: chart/whole/part => chart/whole/rest => chart/whole/part
        write  one of these dependencies less"
    `);
  });

  test('an object that depends on itself, which cdk8s leaves out without a word', () => {
    const fill = (app: Cdk8sApp): void => {
      const object = addThing(addChart(app, 'chart', 'other'), 'lonely');
      object.addDependency(object);
    };
    const peer = new Cdk8sApp();
    fill(peer);
    expect(peer.synthYaml()).not.toContain('lonely');

    const ours = new ReportingApp();
    fill(ours);
    expect(refusalOf(() => ours.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/dependency-cycle   chart/lonely
        it depends on itself
        write  no dependency on the construct itself"
    `);
  });

  test('a chart that depends on itself, which cdk8s leaves out without a word', () => {
    const app = new ReportingApp();
    const chart = addChart(app, 'chart', 'x');
    chart.addDependency(chart);
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/dependency-cycle   chart
        it depends on itself
        write  no dependency on the construct itself"
    `);
  });

  test('what stands in no chart', () => {
    const app = new ReportingApp();
    const outside = new Construct(app, 'outside');
    const chart = addChart(outside, 'chart', 'x');
    chart.node.findChild('x').node.addDependency(outside);
    app.node.addDependency(chart);
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 2 problems, nothing was written

      app/invalid-dependency
        it depends on outside/chart, and it stands in no chart
        write  a dependency from a construct in a chart to a construct in a chart, or from chart to chart

      app/invalid-dependency   outside/chart/x
        it depends on outside, and outside stands in no chart
        write  a dependency from a construct in a chart to a construct in a chart, or from chart to chart"
    `);
  });

  test('what is no construct', () => {
    const app = new ReportingApp();
    const chart = addChart(app, 'chart', 'x');
    // A cast, as the type forbids what a program in JavaScript may do.
    chart.addDependency('web' as unknown as Chart);
    expect(refusalOf(() => app.synth())).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      app/invalid-dependency   chart
        what it depends on cannot be told: web does not implement IDependable. Use "Dependable.implement()" to implement
        write  a dependency on a construct"
    `);
  });
});
