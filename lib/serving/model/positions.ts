import type { Notes } from '../../core';
import type { ModelArchitecture } from '../../sizing';
import { flagIn, variableOf, type Told } from './told';

/** Flags that change what the file of a model says of it, its positions too. */
const overriding: ReadonlySet<string> = new Set(['--hf-overrides', '--rope-scaling', '--json-model-override-args']);

/**
 * A model with positions for as long a sequence as its server is told to take, where it is told to mind none, or where
 * what else it is told may give the model more.
 */
export function withPositions(
  model: ModelArchitecture,
  {
    contextLength,
    longerContext,
  }: { readonly contextLength?: number | undefined; readonly longerContext?: string | undefined },
  told: Told,
  notes: Notes,
): ModelArchitecture {
  if (contextLength === undefined || !Number.isInteger(contextLength)) return model;
  if (contextLength <= model.maximumContext) return model;
  const longer = { ...model, maximumContext: contextLength };
  const variable = longerContext === undefined ? undefined : variableOf(told, longerContext);
  // As both servers read it: vllm/envs.py of 0.12.0 to 0.33.0, sglang/srt/environ.py of 0.5.5 to 0.5.23.
  if (typeof variable === 'object' && /^\s*(?:1|true)\s*$/i.test(variable.text)) return longer;
  const override = told.args?.map(flagIn).find((flag) => flag !== undefined && overriding.has(flag));
  const by = override ?? (variable === 'not-known' ? longerContext : undefined);
  if (by === undefined) return model;
  notes.notKnown({
    code: 'serving/not-known-fit',
    property: 'runtime.contextLength',
    given: String(contextLength),
    message: `whether the server takes so long a sequence is not known: the model has ${model.maximumContext} positions, and what ${by} makes of that is not read`,
    fix: `architecture: { ..., maximumContext: ${contextLength} }, where that is what it makes of it`,
  });
  return longer;
}
