import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { existingSecret, type StoreAccess, type StoreLocation, type VllmProps } from 'modelyard';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandLine, found, imageOf, inStore, onClaim, openIn, served, variable } from './one-server';
import type { Manifest, OneService } from './one-service';

const vllm = (release = '0.33.0'): VllmProps => ({
  kind: 'vllm',
  image: imageOf(`vllm/vllm-openai:v${release}`),
  contextLength: 8192,
});
const sglang = { kind: 'sglang', image: imageOf('lmsysorg/sglang:v0.5.23'), contextLength: 8192 } as const;
const download = imageOf('rclone/rclone:1.75.1');

const streams = (location: Partial<StoreLocation>, runtime: VllmProps | typeof sglang = vllm()): OneService =>
  served({ runtime, model: inStore(location) });

const copies = (location: Partial<StoreLocation>): OneService => {
  const { source } = inStore(location);
  const copied = source.kind === 'object-store' ? { ...source, download } : source;
  return served({ runtime: vllm(), model: { ...onClaim, source: copied } });
};

/** A variable of the container that downloads: its value, or the key that it is read from. */
function option({ pod }: OneService, name: string): unknown {
  const [container] = pod.initContainers;
  const one: Manifest = container.env.find((variable: Manifest) => variable.name === name);
  return one?.value ?? one?.valueFrom.secretKeyRef.key;
}

const byKeys = (...names: readonly string[]): StoreAccess => ({
  kind: 'secret',
  secret: existingSecret('store', { keys: names }),
  variables: Object.fromEntries(names.map((name) => [name, name])),
});

const azure = { uri: 'az://weights/llama', account: 'acme' } as const;
const nameless = { uri: 'az://weights/llama' } as const;
const instead =
  "download: unpinned('rclone/rclone:TAG', 'the reason'), which copies the weights to the pod's disk first";

describe("Azure's storage", () => {
  const noAccount = (who: string, source: string): unknown => [
    {
      code: 'data/no-store-account',
      property: 'model.source.account',
      given: undefined,
      message: `${who} finds a container of Azure's storage by the account that it is in (${source})`,
      fix: "account: 'the storage account'",
    },
  ];

  it('is found by its account, by rclone and by what streams', () => {
    const streamer = 'https://pypi.org/project/runai-model-streamer-azure/0.15.9/';
    expect(found(copies(nameless).issues)).toEqual(noAccount('rclone', 'https://rclone.org/azureblob/'));
    expect(found(streams(nameless).issues)).toEqual(noAccount('what streams the weights', streamer));
    expect(found(streams(nameless, sglang).issues)).toEqual(noAccount('what streams the weights', streamer));
    for (const built of [copies(azure), streams(azure), streams(azure, sglang)]) expect(built.issues).toEqual([]);
  });

  it('is also found by an account in a Secret', () => {
    expect(streams({ ...nameless, access: byKeys('AZURE_STORAGE_CONNECTION_STRING') }).issues).toEqual([]);
    expect(copies({ ...nameless, access: byKeys('RCLONE_AZUREBLOB_SAS_URL') }).issues).toEqual([]);
    const named = copies({ ...nameless, access: byKeys('AZURE_STORAGE_ACCOUNT_NAME', 'AZURE_CLIENT_ID') });
    expect(named.issues).toEqual([]);
    expect(option(named, 'RCLONE_AZUREBLOB_ACCOUNT')).toBe('AZURE_STORAGE_ACCOUNT_NAME');
  });

  it('is streamed from by vLLM 0.18.1 and later', () => {
    expect(streams(azure, vllm('0.18.1')).issues).toEqual([]);
    expect(found(streams(azure, vllm('0.17.1')).issues)).toEqual([
      {
        code: 'serving/cannot-load',
        property: 'model.source.uri',
        given: '"az://weights/llama"',
        message:
          "vLLM 0.17.1 reads nothing from Azure's storage as it loads: az:// came after 0.17.1 (https://pypi.org/project/vllm/0.18.1/)",
        fix: `vLLM 0.18.1, or ${instead}`,
      },
    ]);
  });

  it.each([
    ['an identity of the pod', { kind: 'service-account' } as const, 'true'],
    ['what the pod has from elsewhere', { kind: 'ambient' } as const, 'true'],
    ['a principal in a Secret', byKeys('AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_CLIENT_SECRET'), 'true'],
    ['a key in a Secret', byKeys('AZURE_STORAGE_KEY'), undefined],
    ["a key in a Secret, by rclone's name", byKeys('RCLONE_AZUREBLOB_KEY'), undefined],
    ['a signed address in a Secret', byKeys('RCLONE_AZUREBLOB_SAS_URL'), undefined],
    [
      'the secret of a client, by the names of rclone',
      byKeys('RCLONE_AZUREBLOB_TENANT', 'RCLONE_AZUREBLOB_CLIENT_ID', 'RCLONE_AZUREBLOB_CLIENT_SECRET'),
      undefined,
    ],
    ['a certificate, by the names of rclone', byKeys('RCLONE_AZUREBLOB_CLIENT_CERTIFICATE_PATH'), undefined],
    ['nothing, being public', { kind: 'public' } as const, undefined],
  ])('is copied from by %s', (_how, access, envAuth) => {
    const built = copies({ ...azure, access });
    expect(built.issues).toEqual([]);
    expect(option(built, 'RCLONE_AZUREBLOB_ENV_AUTH')).toBe(envAuth);
    expect(option(built, 'RCLONE_AZUREBLOB_ACCOUNT')).toBe('acme');
  });

  it('is copied from by a key under the name that rclone has for it', () => {
    const built = copies({ ...azure, access: byKeys('AZURE_STORAGE_KEY') });
    expect(option(built, 'RCLONE_AZUREBLOB_KEY')).toBe('AZURE_STORAGE_KEY');
  });
});

describe('a store that anyone may read', () => {
  const access = { kind: 'public' } as const;

  it('is copied from without signing, and any other with what the pod has', () => {
    expect(option(copies({ access }), 'RCLONE_S3_ENV_AUTH')).toBe('false');
    expect(option(copies({ access: { kind: 'ambient' } }), 'RCLONE_S3_ENV_AUTH')).toBe('true');
  });

  it('is streamed from without signing, and any other is not', () => {
    for (const runtime of [vllm(), sglang]) {
      const built = streams({ access }, runtime);
      expect(built.issues).toEqual([]);
      expect(variable(built, 'RUNAI_STREAMER_S3_UNSIGNED')).toBe('1');
      expect(variable(streams({}, runtime), 'RUNAI_STREAMER_S3_UNSIGNED')).toBeUndefined();
    }
  });

  it('is streamed from without signing by vLLM 0.20.2 and later', () => {
    expect(streams({ access }, vllm('0.20.2')).issues).toEqual([]);
    expect(found(streams({ access }, vllm('0.19.1')).issues)).toEqual([
      {
        code: 'serving/cannot-load',
        property: 'model.source.access.kind',
        given: '"public"',
        message:
          'vLLM 0.19.1 signs whatever it reads as it loads: RUNAI_STREAMER_S3_UNSIGNED came after 0.19.1 (https://pypi.org/project/runai-model-streamer-s3/0.15.9/)',
        fix: `vLLM 0.20.2, or ${instead}`,
      },
    ]);
  });

  it('is not streamed from where it is of Azure', () => {
    expect(found(streams({ ...azure, access }).issues)).toEqual([
      {
        code: 'serving/cannot-load',
        property: 'model.source.access.kind',
        given: '"public"',
        message:
          "vLLM 0.33.0 signs whatever it reads from Azure's storage as it loads (https://pypi.org/project/runai-model-streamer-azure/0.15.9/)",
        fix: instead,
      },
    ]);
  });

  it('may or may not be read by Triton', () => {
    const triton = { kind: 'triton', image: imageOf('nvidia/tritonserver:26.07-py3') } as const;
    const built = served({ runtime: triton, gpus: 1, model: inStore({ access }) });
    expect(built.issues).toEqual([]);
    expect(openIn(built)).toEqual([
      {
        code: 'serving/not-known-access',
        property: 'model.source.access.kind',
        given: '"public"',
        message: 'whether Triton reads from a store that anyone may read without signing is not known',
        fix: "download: unpinned('rclone/rclone:TAG', 'the reason'), which does",
      },
    ]);
    const onAzure = served({ runtime: triton, gpus: 1, model: inStore({ ...azure, access }) });
    expect(variable(onAzure, 'AZURE_STORAGE_AUTH_TYPE')).toBeUndefined();
  });
});

// The command itself, with something else by the name of rclone.
describe('a download', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'download-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function run(rclone: string): { status: number | null; stderr: string } {
    writeFileSync(join(folder, 'rclone'), `#!/bin/sh\n${rclone}\n`);
    chmodSync(join(folder, 'rclone'), 0o755);
    const models = mkdtempSync(join(folder, 'models-'));
    const [container] = copies({ uri: 's3://weights/llama/' }).pod.initContainers;
    const [program, ...rest]: string[] = container.command.map((text: string) => text.replace(/^\/models$/, models));
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    const { status, stderr } = spawnSync(program ?? '', rest, { env, encoding: 'utf8' });
    return { status, stderr: stderr.replaceAll(models, '/models') };
  }

  const failed = 'nothing was found at s3://weights/llama/: the address is misspelt, or nothing is there yet\n';

  it.each([
    ['passes where something came', 'touch "$3/config.json"', { status: 0, stderr: '' }],
    ['passes where all of it is hidden', 'touch "$3/.config"', { status: 0, stderr: '' }],
    ['fails where nothing came', 'exit 0', { status: 1, stderr: failed }],
    ['fails as rclone does', 'touch "$3/part"; exit 7', { status: 7, stderr: '' }],
    ['ends when it is told to', 'touch "$3/part"; kill -TERM "$PPID"; exec sleep 30', { status: 143, stderr: '' }],
  ])('%s', (_what, rclone, expected) => {
    expect(run(rclone)).toEqual(expected);
  });

  it('tells rclone from where to where', () => {
    expect(run('echo "$@" >&2').stderr).toBe(
      `copy :s3:weights/llama/ /models --config= --transfers=8 --stats=30s --stats-one-line --log-level=INFO\n${failed}`,
    );
    expect(readdirSync(folder)).toContain('rclone');
  });

  it('of a page of the web needs no shell', () => {
    const [container] = copies({ uri: 'https://example.com/llama.tar' }).pod.initContainers;
    expect(container.command.slice(0, 3)).toEqual(['rclone', 'copyurl', '--auto-filename']);
  });
});

it('a store is told to the server as it was given', () => {
  expect(commandLine(streams(azure))).toContain('az://weights/llama');
  expect(variable(streams(azure), 'AZURE_STORAGE_ACCOUNT_NAME')).toBe('acme');
});
