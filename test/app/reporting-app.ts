import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { afterEach } from 'vitest';
import { App, type AppProps } from '../../lib/app';
import { ConfigError } from '../../lib/core';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The path of a folder that is not there yet, and is removed after the test. */
export function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'modelyard-app-'));
  folders.push(parent);
  return join(parent, 'out');
}

/** An app that writes into a folder of its own, and keeps what it says. */
export class ReportingApp extends App {
  readonly said: string[] = [];

  constructor(props: AppProps = {}) {
    super({ outdir: newFolder(), ...props });
  }

  protected override report(text: string): void {
    this.said.push(text);
  }
}

/** Adds an object of no consequence. */
export function addThing(scope: Construct, id: string, props: Partial<ApiObjectProps> = {}): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', ...props });
}

/** Adds a chart with an object of each id. */
export function addChart(scope: Construct, id: string, ...things: readonly string[]): Chart {
  const chart = new Chart(scope, id);
  for (const thing of things) addThing(chart, thing);
  return chart;
}

/** The message of the ConfigError with which an app is refused; lines of the test itself are left open, as they move. */
export function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (ConfigError.is(error)) return error.message.replace(/(\.test\.ts):\d+/g, '$1:LINE');
    throw error;
  }
  throw new Error('it was not refused');
}
