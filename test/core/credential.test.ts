import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chart } from 'cdk8s';
import { App, ConfigError, ModelService, unpinned, type ModelServiceProps } from 'modelyard';
import { credentialIn, formatIssueInline, issuesOf } from '../../lib/core';
import { httpRuntime, least, resources } from '../serving/one-service';

/** Letters and digits that are nobody's. */
const body = 'Zz9'.repeat(40);

describe('credentialIn', () => {
  it.each([
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----'],
    ['a private key', `before -----BEGIN RSA PRIVATE KEY-----`],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['an AWS access key id', 'AKIAIOSFODNN7EXAMPLE'],
    ['an AWS access key id', 'id=ASIAIOSFODNN7EXAMPLE;'],
    ['a GitHub token', `ghp_${body.slice(0, 36)}`],
    ['a GitHub token', `ghs_${body.slice(0, 40)}`],
    ['a GitHub token', `github_pat_${body.slice(0, 30)}_${body.slice(0, 40)}`],
    ['a GitLab token', `glpat-${body.slice(0, 20)}`],
    ['a Hugging Face token', `hf_${body.slice(0, 34)}`],
    ['a Slack token', `xoxb-${body.slice(0, 12)}-${body.slice(0, 12)}`],
    ['an API key', `sk-${body.slice(0, 48)}`],
    ['an API key', `sk-proj-${body.slice(0, 48)}`],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'],
    ['an Azure storage key', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${body.slice(0, 86)}==`],
    ['a password in a URL', 'postgres://models:hunter2@db.example.com/models'],
    ['a password in a URL', 'redis://:hunter2@cache:6379/0'],
    ['a password in a URL', 'mongodb+srv://models:hunter2@db.example.com'],
    ['a password in a URL', 'url: HTTPS://models:hunter2@example.com'],
  ])('finds %s by its shape, under any name', (what, value) => {
    expect(credentialIn('COMMENT', value)).toBe(what);
  });

  it.each([
    'PASSWORD',
    'DB_PASSWORD',
    'db.password',
    'REDIS_PASSWD',
    'SSH_PASSPHRASE',
    'CLIENT_SECRET',
    'HF_TOKEN',
    'API_KEY',
    'OPENAI_APIKEY',
    'AWS_SECRET_ACCESS_KEY',
    'SECRET_KEY',
    'SIGNING_PRIVATE_KEY',
    'DATA_ENCRYPTION_KEY',
    'GCP_CREDENTIALS',
    'db-password',
  ])('finds a credential by the name %s', (name) => {
    expect(credentialIn(name, 'correct horse battery staple')).toBe('a credential, by its name');
  });

  it.each(['PGPASSWORD', 'MYSQL_PWD', 'REDISCLI_AUTH'])('finds a credential by the name %s', (name) => {
    expect(credentialIn(name, 'correct horse battery staple')).toBe('a credential, by its name');
  });

  it.each([
    ['MAX_TOKENS', '512'],
    ['TOKENIZERS_PARALLELISM', 'false'],
    ['TOKENIZER', 'sentencepiece'],
    ['SECRET_PATH', '/var/run/secrets/x'],
    ['PASSWORD_FILE', '/run/secrets/password'],
    ['API_KEY_HEADER', 'X-Api-Key'],
    ['TOKEN_URL', 'https://login.example.com/token'],
    ['SECRET_NAME', 'redis'],
    ['KEY', 'value'],
    ['PRIMARY_KEY', 'id'],
    ['SECRETARY', 'Ada'],
    ['TOKEN', ''],
    ['TOKEN', ' '],
    ['TOKEN', '512'],
    ['TOKEN', 'false'],
    ['TOKEN', 'auto'],
    ['TOKEN', '/var/run/secrets/token'],
    ['TOKEN', './token'],
    ['PASSWORD', '$(DB_PASSWORD)'],
    ['DATABASE_URL', 'postgres://db.example.com:5432/models'],
    ['DATABASE_URL', 'postgres://models@db.example.com/models'],
    ['DATABASE_URL', 'postgres://$(USER):$(PASSWORD)@db.example.com/models'],
    ['PROXY', 'http://[::1]:3128'],
    ['MODEL', 'hf_models/llama'],
    ['MODEL', 'sk-learn'],
    ['IMAGE', `myuser/model@sha256:${'0'.repeat(64)}`],
    ['CERTIFICATE', '-----BEGIN CERTIFICATE-----'],
    ['PUBLIC', '-----BEGIN PUBLIC KEY-----'],
    ['ROLE', 'arn:aws:iam::123456789012:role/models'],
  ])('finds none in %s=%s', (name, value) => {
    expect(credentialIn(name, value)).toBeUndefined();
  });
});

/** Where a user can put a text that ends in a manifest, with a secret in it. */
const places: readonly (readonly [string, (secret: string) => Partial<ModelServiceProps>])[] = [
  ['a variable by its name', (secret) => ({ env: { DB_PASSWORD: secret } })],
  ['a variable of the configuration', (secret) => ({ config: { env: { DB_PASSWORD: secret } } })],
  ['a file', (secret) => ({ config: { files: { '/etc/app.ini': `-----BEGIN PRIVATE KEY-----${secret}` } } })],
  ['an argument', (secret) => ({ args: [`--db-password=${secret}`] })],
  [
    'an argument that clashes',
    (secret) => ({ runtime: { ...httpRuntime, args: ['--db-password=x y'] }, args: [`--db-password=${secret}`] }),
  ],
  [
    'a variable of a sidecar',
    (secret) => ({
      sidecars: [{ name: 'log', image: unpinned('log:1', 'a test'), resources, env: { API_KEY: secret } }],
    }),
  ],
];

/** What would be said of a service with this secret in that place. */
function said(secret: string, propsFor: (secret: string) => Partial<ModelServiceProps>): ConfigError {
  const chart = new Chart(new App(), 'models');
  const service = new ModelService(chart, 'chat', { ...least, ...propsFor(secret) });
  return new ConfigError(issuesOf(service));
}

const secrets = fc.stringMatching(/^[A-Za-z]{4}[A-Za-z0-9+/ ]{12,40}$/).map((text) => `s3cr3t ${text}`);

describe('a secret', () => {
  it('is refused in every place, and stands in no message', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), secrets, ([, propsFor], secret) => {
        const { issues, message } = said(secret, propsFor);
        expect(issues.map(({ code }) => code)).toContain('data/credential-literal');
        expect(message).not.toContain(secret);
        expect(issues.map(formatIssueInline).join()).not.toContain(secret);
      }),
      { numRuns: 1200 },
    );
  });

  it.each(places)('is refused in %s', (_where, propsFor) => {
    expect(said('correct horse battery', propsFor).issues.map(({ code }) => code)).toContain('data/credential-literal');
  });

  it.each<[string, Partial<ModelServiceProps>]>([
    [
      'an image',
      { runtime: { ...httpRuntime, image: unpinned('https://me:hunter2@registry.example.com/a', 'a test') } },
    ],
    ['a name', { names: { service: 'https://me:hunter2@models.example.com' } }],
  ])('is not shown where it was written by mistake: %s', (_where, props) => {
    expect(said('', () => props).message).not.toContain('hunter2');
  });
});
