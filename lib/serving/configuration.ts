import { createHash } from 'node:crypto';
import { credentialIn, printGiven, type IssueDetails, type Notes } from '../core';
import { readNotSecret, type MountedVolume, type NotSecret } from '../workload';

/** Configuration that a server reads when it starts; it becomes one ConfigMap. */
export interface Configuration {
  /** Set as environment variables. */
  readonly env?: Readonly<Record<string, string | NotSecret>> | undefined;
  /** Written as files, by absolute path. */
  readonly files?: Readonly<Record<`/${string}`, string | NotSecret>> | undefined;
}

/** A ConfigMap's data, and how the server sees it. */
export interface RenderedConfiguration {
  readonly data: Readonly<Record<string, string>>;
  /** The keys that are environment variables; the others are files, too large for a variable perhaps. */
  readonly variables: readonly string[];
  readonly volumes: readonly MountedVolume[];
  /** Changes with the content: on the pod template it makes a changed configuration roll out. */
  readonly checksum: string;
}

/** Renders configuration, or nothing where there is none. */
export function renderConfiguration(
  given: Configuration,
  ofRuntime: NonNullable<Configuration['files']>,
  configMap: string,
  notes: Notes,
): RenderedConfiguration | undefined {
  const env = Object.entries(given.env ?? {}).map(
    ([name, value]) => [name, readLiteral(`config.env.${name}`, name, value, notes)] as const,
  );
  const files = Object.entries({ ...ofRuntime, ...given.files });
  if (env.length === 0 && files.length === 0) return undefined;
  const data: Record<string, string> = Object.fromEntries(env);
  const volumes: MountedVolume[] = [];
  for (const [path, text] of files) {
    const key = fileKey(path);
    const owner = Object.hasOwn(given.files ?? {}, path) ? 'config' : 'runtime';
    const property = `${owner}.files['${path}']`;
    if (Object.hasOwn(data, key)) notes.issue(clash(property, path, key));
    data[key] = readLiteral(property, path, text, notes);
    // Mounted file by file: a mounted folder would hide what the image has beside it. Such a file never changes under
    // a running server, which is why the checksum rolls the pods.
    volumes.push({
      name: 'config',
      mountPath: asPath(path),
      subPath: key,
      from: { kind: 'config-map', configMap: { name: configMap } },
    });
  }
  return { data, variables: env.map(([name]) => name), volumes, checksum: checksumOf(data) };
}

/** The path as one key that a ConfigMap accepts. */
function fileKey(path: string): string {
  return path
    .replace(/^\/+/, '')
    .replaceAll('/', '.')
    .replace(/[^-._a-zA-Z0-9]/g, '-');
}

function asPath(path: string): `/${string}` {
  return `/${path.replace(/^\/+/, '')}`;
}

function clash(property: string, path: string, key: string): IssueDetails {
  return {
    code: 'serving/configuration-clash',
    property,
    given: printGiven(path),
    message: `would be the key '${key}' of the ConfigMap, which another file or variable is already`,
    fix: 'a path that differs in more than its punctuation',
  };
}

function checksumOf(data: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(data).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

function readLiteral(property: string, name: string, value: string | NotSecret, notes: Notes): string {
  if (typeof value !== 'string') return readNotSecret(property, value, notes);
  const credential = credentialIn(name, value);
  if (credential === undefined) return value;
  notes.issue({
    code: 'data/credential-literal',
    property,
    given: `(${value.length} characters, not shown)`,
    message: `looks like ${credential}; a ConfigMap is plain text to everyone who may read the namespace`,
    fix: "env: { NAME: { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' } }, or notSecret(value, 'the reason') if it is none",
  });
  return value;
}
