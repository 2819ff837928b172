import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import type { Workload } from './workload';

/** What charts by custom take from their values: whatever people change. */
const fromValues = new Set([
  ...['resources', 'securityContext', 'strategy', 'lifecycle', 'volumeMounts', 'data', 'ports'],
  ...['startupProbe', 'livenessProbe', 'readinessProbe', 'topologySpreadConstraints', 'affinity', 'tolerations'],
]);

/** What charts by custom take from named templates, so that all of their objects agree. */
const fromNamedTemplates = new Set(['labels', 'matchLabels', 'selector']);

/**
 * Writes a chart of Helm that makes the objects of the workload as often as its value `charts` says.
 *
 * It is written as `helm create` writes charts: labels and selectors by named templates, what users change from values
 * through `toYaml`, and the rest as text.
 */
export function writeHelmChart(folder: string, workload: Workload): void {
  const objects: readonly object[] = JSON.parse(workload.objects);
  const template = new ChartTemplate(workload.id);
  const documents = objects.map((object) => `---\n${template.map(object, '')}`).join('');
  mkdirSync(join(folder, 'templates'), { recursive: true });
  const files = {
    'Chart.yaml': 'apiVersion: v2\nname: workload\nversion: 1.0.0\n',
    'values.yaml': Yaml.stringify({ charts: 1, ...template.values }),
    'templates/_helpers.tpl': template.helpers.join(''),
    'templates/workload.yaml': `{{- range $i := until (int .Values.charts) }}\n${documents}{{- end }}\n`,
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
}

class ChartTemplate {
  readonly values: Record<string, unknown> = {};
  readonly helpers: string[] = [];
  private readonly names = new Map<string, string>();
  private readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  /** The lines of a map. */
  map(value: object, indent: string): string {
    return Object.entries(value)
      .map(([key, member]) => `${indent}${Yaml.stringify(key).trimEnd()}:${this.node(key, member, `${indent}  `)}`)
      .join('');
  }

  private node(key: string, value: unknown, indent: string): string {
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return ` ${this.text(value)}`;
    const isFixed = !JSON.stringify(value).includes(this.id);
    if (fromValues.has(key) && isFixed) {
      return `\n${indent}{{- toYaml $.Values.${this.nameOf(key, value)} | nindent ${indent.length} }}\n`;
    }
    if (fromNamedTemplates.has(key)) {
      return `\n${indent}{{- include "workload.${this.nameOf(key, value)}" $i | nindent ${indent.length} }}\n`;
    }
    if (!Array.isArray(value)) return `\n${this.map(value, indent)}`;
    return `\n${value.map((item) => this.item(item, indent)).join('')}`;
  }

  private item(value: unknown, indent: string): string {
    if (typeof value !== 'object' || value === null) return `${indent}- ${this.text(value)}`;
    return `${indent}- ${this.map(value, `${indent}  `).trimStart()}`;
  }

  private text(value: unknown): string {
    return this.filled(Yaml.stringify(value));
  }

  /** The name under which a value or a template is kept: the same for the same. */
  private nameOf(key: string, value: object): string {
    const content = Yaml.stringify(value);
    const known = this.names.get(key + content);
    if (known !== undefined) return known;
    const name = `${key}${this.names.size}`;
    this.names.set(key + content, name);
    if (fromValues.has(key)) this.values[name] = value;
    else this.helpers.push(`{{- define "workload.${name}" -}}\n${this.filled(content, '.')}{{- end }}\n`);
    return name;
  }

  private filled(text: string, index = '$i'): string {
    return text.replaceAll(this.id, `{{ ${index} }}`);
  }
}
