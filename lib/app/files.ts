import { mkdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ApiObject, Names, YamlOutputType, type Chart } from 'cdk8s';
import { sourceOf, type Issue } from '../core';
import type { Document, RenderedChart } from './render';

/** A file of the output, by its path within the output folder. */
export interface OutputFile {
  readonly path: string;
  readonly documents: readonly Document[];
}

/** What is written where. Two files may have one path: then the later is the one that stays. */
export interface Layout {
  /** Folders to make, also those that stay empty. */
  readonly folders: readonly string[];
  readonly files: readonly OutputFile[];
}

/** What decides which file holds which object. */
export interface LayoutOptions {
  readonly outputType: YamlOutputType;
  readonly extension: string;
  /** Says whether file names begin with the place of their chart in the order of charts. */
  readonly indexed: boolean;
}

/**
 * Decides which file holds which object, as cdk8s does.
 *
 * @param issues receives the objects for which no file can be named
 */
export function layOut(charts: readonly RenderedChart[], options: LayoutOptions, issues: Issue[]): Layout {
  const { outputType, extension, indexed } = options;
  switch (outputType) {
    case YamlOutputType.FILE_PER_APP:
      return {
        folders: [],
        files:
          charts.length === 0
            ? []
            : [{ path: `app${extension}`, documents: charts.flatMap((chart) => chart.documents) }],
      };
    case YamlOutputType.FILE_PER_CHART:
      return {
        folders: [],
        files: charts.map(({ chart, documents }, index) => ({
          path: nameOfChart(chart, index, indexed) + extension,
          documents,
        })),
      };
    case YamlOutputType.FILE_PER_RESOURCE:
      return {
        folders: [],
        files: charts.flatMap(({ documents }) => filePerObject(documents, nameByContent, '', extension, issues)),
      };
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE: {
      const folders = charts.map(({ chart }, index) => nameOfChart(chart, index, indexed));
      return {
        folders,
        files: charts.flatMap(({ documents }, index) =>
          filePerObject(documents, nameByConstruct, folders[index] ?? '', extension, issues),
        ),
      };
    }
    default:
      // cdk8s writes nothing for a type that it does not know.
      return { folders: [], files: [] };
  }
}

function nameOfChart(chart: Chart, index: number, indexed: boolean): string {
  const name = Names.toDnsLabel(chart);
  return indexed ? `${String(index).padStart(4, '0')}-${name}` : name;
}

function filePerObject(
  documents: readonly Document[],
  nameOf: (document: Document) => string | undefined,
  folder: string,
  extension: string,
  issues: Issue[],
): OutputFile[] {
  return documents.flatMap((document) => {
    if (document.content === undefined) return [];
    const name = nameOf(document);
    if (name === undefined) {
      issues.push(nameless(document));
      return [];
    }
    return [{ path: join(folder, name + extension), documents: [document] }];
  });
}

/** Patches may have renamed an object, and its file is called by its new name. */
function nameByContent({ content }: Document): string | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { kind, metadata }: { readonly kind?: unknown; readonly metadata?: unknown } = content;
  if (metadata === undefined || metadata === null) return undefined;
  const { name }: { readonly name?: unknown } = metadata;
  return fileName(kind, name);
}

/** In a folder of its chart a file is called by the name that the construct was given. */
function nameByConstruct({ construct }: Document): string | undefined {
  return ApiObject.isApiObject(construct) ? fileName(construct.kind, construct.metadata.name) : undefined;
}

function fileName(kind: unknown, name: unknown): string {
  return `${String(kind)}.${String(name)}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

function nameless({ construct }: Document): Issue {
  return {
    code: 'app/cannot-render',
    path: construct.node.path,
    source: sourceOf(construct),
    property: 'metadata',
    message: 'without metadata there is no name to call its file by',
    fix: 'metadata.name, or another yamlOutputType',
  };
}

/** The objects that do not reach the output, because a later one is written to the file of the same name. */
export function overwritten(files: readonly OutputFile[]): readonly Issue[] {
  const kept = new Map(files.map((file) => [file.path, file]));
  return files.flatMap((file) => {
    const later = kept.get(file.path);
    if (later === undefined || later === file) return [];
    return file.documents.map(({ construct }) => ({
      code: 'app/file-overwritten' as const,
      path: construct.node.path,
      source: sourceOf(construct),
      message: `its file ${file.path} is written again by ${later.documents[0]?.construct.node.path ?? 'an empty chart'}, and only that stays`,
      fix: 'names that differ, or another yamlOutputType',
    }));
  });
}

/** Which construct made which object, as cdk8s tells its other tools. */
export function constructMetadata(objects: readonly ApiObject[]): OutputText {
  const resources: Record<string, { readonly path: string }> = {};
  for (const { name, node } of objects) resources[name] = { path: node.path };
  return ['construct-metadata.json', JSON.stringify({ version: '1.0.0', resources })];
}

/** A text of the output, after its path. */
export type OutputText = readonly [path: string, text: string];

/** Writes texts by their paths within a folder. */
export function writeFiles(folder: string, folders: readonly string[], texts: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of folders) mkdirSync(join(folder, name), { recursive: true });
  // Put together, since the paths are plain: to normalise each would cost as much as to render an object.
  for (const [path, text] of texts) writeFileSync(`${folder}${sep}${path}`, text, { encoding: 'utf8' });
}
