import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'modelyard';
import { afterEach, expect, test } from 'vitest';
import { renderExamples } from '../examples/app';
import { sentiment } from '../examples/sentiment';

const folders: string[] = [];

/** Synthesises quietly into a folder of its own and gives the files by name. */
function filesOf(build: (app: App) => void): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'modelyard-'));
  folders.push(outdir);
  const app = new QuietApp({ outdir });
  build(app);
  app.synth();
  return Object.fromEntries(readdirSync(outdir).map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
}

class QuietApp extends App {
  protected override report(): void {
    // What an app says is pinned in test/app.
  }
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test('every example renders to its golden manifest, one file a chart', async () => {
  const files = filesOf(renderExamples);
  for (const [name, text] of Object.entries(files)) {
    await expect(text).toMatchFileSnapshot(join('golden', 'examples', name));
  }
  expect(readdirSync(join(__dirname, 'golden', 'examples'))).toEqual(Object.keys(files));
});

test('version two of the sentiment model is a change of one line, and changes the image and the version labels only', () => {
  const before = lines(filesOf((app) => sentiment(app)));
  const after = lines(filesOf((app) => sentiment(app, 'v2')));
  expect(after.filter((line, index) => line !== before[index])).toEqual([
    '    app.kubernetes.io/version: v2',
    '        app.kubernetes.io/version: v2',
    '          image: myuser/sentiment:v2',
  ]);
  expect(after).toHaveLength(before.length);
});

function lines(files: Record<string, string>): string[] {
  return (files['sentiment.k8s.yaml'] ?? '').split('\n');
}
