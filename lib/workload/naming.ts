import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { deriveName } from '../core';

/** The name of a construct's objects: its ids below the chart, joined, within a budget of characters. */
export function derivedName(construct: IConstruct, budget: number): string {
  return deriveName(idsBelowChart(construct), budget);
}

/** The ids from the chart, exclusive, down to the construct. */
export function idsBelowChart(construct: IConstruct): string[] {
  const scopes = construct.node.scopes;
  const chart = scopes.findLastIndex((scope) => Chart.isChart(scope));
  return scopes.slice(chart + 1).map((scope) => scope.node.id);
}
