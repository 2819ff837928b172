import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App as Cdk8sApp, Chart } from 'cdk8s';
import { afterEach, describe, expect, it } from 'vitest';
import { acknowledge, App, Claim, ConfigError, existingClaim, ModelService, warningsOf } from 'modelyard';
import { least, OneService, resources, type Manifest } from './one-service';

const here = 'test/serving/one-error.test.ts';

/** The line of this file that holds a text. */
function lineOf(text: string): number {
  return readFileSync(__filename, 'utf8').split('\n').indexOf(text) + 1;
}

/** An app with four faults: two in one service, one each in a service and a claim of another chart. */
function faulty(app: Cdk8sApp): void {
  const models = new Chart(app, 'models');
  const chat = new ModelService(models, 'chat', { ...least, env: { API_KEY: 'hunter2' } });
  chat.exposeVia({ kind: 'ingress', host: 'Chat' });
  const data = new Chart(app, 'data');
  new Claim(data, 'disk', { size: '0Gi', accessModes: ['ReadWriteOnce'] });
  new ModelService(data, 'rank', { ...least, scaling: { kind: 'fixed', replicas: -1 } });
}

const chatLine = lineOf("  const chat = new ModelService(models, 'chat', { ...least, env: { API_KEY: 'hunter2' } });");
const diskLine = chatLine + 3;
const rankLine = chatLine + 4;

function thrownBy(synthesise: () => unknown): unknown {
  try {
    synthesise();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const folders: string[] = [];

function outputFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modelyard-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('an app with several faults', () => {
  it('raises one error that names them all, with place, line, value and what to write', () => {
    const app = new App();
    faulty(app);
    const error = thrownBy(() => app.synthYaml());
    expect(ConfigError.is(error)).toBe(true);
    expect(String(error)).toBe(
      [
        'ConfigError: modelyard: 4 problems, nothing was written',
        `data/credential-literal   models/chat   ${here}:${chatLine}
  env.API_KEY (7 characters, not shown): looks like a credential, by its name; it would stand in plain text in the manifest
  write  { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' }, or notSecret(value, 'the reason') if API_KEY is none`,
        `serving/invalid-host   models/chat   ${here}:${chatLine + 1}
  exposeVia.host "Chat": is not a DNS name in lower case, without scheme, port or path
  write  host: 'models.example.com'`,
        `core/invalid-quantity   data/disk   ${here}:${diskLine}
  size "0Gi": must be more than zero
  write  a number and a unit, such as '512Mi' or '80Gi'`,
        `serving/invalid-replicas   data/rank   ${here}:${rankLine}
  scaling.replicas -1: is not a whole number of replicas, 0 or more
  write  scaling.replicas: 1`,
      ].join('\n\n'),
    );
  });

  it("raises cdk8s's own error in cdk8s's own App, with our text", () => {
    const app = new Cdk8sApp();
    faulty(app);
    expect(String(thrownBy(() => app.synthYaml()))).toBe(
      [
        'Error: Validation failed with the following errors:',
        "  [models/chat] data/credential-literal: env.API_KEY (7 characters, not shown): looks like a credential, by its name; it would stand in plain text in the manifest; write { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' }, or notSecret(value, 'the reason') if API_KEY is none",
        '  [models/chat] serving/invalid-host: exposeVia.host "Chat": is not a DNS name in lower case, without scheme, port or path; write host: \'models.example.com\'',
        "  [data/disk] core/invalid-quantity: size \"0Gi\": must be more than zero; write a number and a unit, such as '512Mi' or '80Gi'",
        '  [data/rank] serving/invalid-replicas: scaling.replicas -1: is not a whole number of replicas, 0 or more; write scaling.replicas: 1',
      ].join('\n'),
    );
  });

  it('writes nothing, and leaves what was written before', () => {
    const outdir = outputFolder();
    const good = new App({ outdir });
    new ModelService(new Chart(good, 'models'), 'chat', least);
    good.synth();
    const before = readFileSync(join(outdir, 'models.k8s.yaml'), 'utf8');

    const bad = new App({ outdir });
    faulty(bad);
    expect(() => bad.synth()).toThrow(ConfigError);
    expect(readdirSync(outdir)).toEqual(['models.k8s.yaml']);
    expect(readFileSync(join(outdir, 'models.k8s.yaml'), 'utf8')).toBe(before);
  });
});

describe('a placeholder in place of what is wrong', () => {
  it('lets the other objects be judged in the same run', () => {
    const built = new OneService({ resources: { ...resources, cpu: -1, memory: '0Gi' } });
    expect(built.issues.map(({ property }) => property)).toEqual(['resources.cpu', 'resources.memory']);
    expect(built.all().map(({ kind }: Manifest) => kind)).toEqual(['ServiceAccount', 'Service', 'Deployment']);
  });
});

/** An app that keeps what it has to tell. */
class TellingApp extends App {
  told = '';

  protected override report(text: string): void {
    this.told += text;
  }
}

describe('a warning', () => {
  const disk = existingClaim('disk', { accessModes: ['ReadWriteOnce'] });
  const doubtful = {
    ...least,
    scaling: { kind: 'fixed', replicas: 2 },
    volumes: [{ name: 'disk', mountPath: '/disk', from: { kind: 'claim', claim: disk } }],
  } as const;

  it('is told by App, and stops nobody', () => {
    const app = new TellingApp();
    new ModelService(new Chart(app, 'models'), 'chat', doubtful);
    expect(app.synthYaml()).toContain('kind: Deployment');
    expect(app.told).toContain('serving/claim-not-shared   models/chat');
  });

  it('is silent once it is acknowledged above', () => {
    const app = new TellingApp();
    const chart = new Chart(app, 'models');
    const service = new ModelService(chart, 'chat', doubtful);
    acknowledge(chart, 'serving/claim-not-shared', 'there is one node');
    app.synthYaml();
    expect(app.told).not.toContain('serving/claim-not-shared');
    expect(warningsOf(service)).toMatchObject([{ acknowledged: 'there is one node' }]);
  });
});
