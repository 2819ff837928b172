import { readOn, type FactSource } from './source';

/** Sizes as litgpt has them, which trains and runs these models. */
export const litgpt: FactSource = source(
  'https://github.com/Lightning-AI/litgpt/blob/26857050fe3ff627cd714fe92f5838f51a3d5efa/litgpt/config.py',
);
/** File sizes as KAITO catalogues them. */
export const kaito: FactSource = source(
  'https://github.com/kaito-project/kaito/blob/056b8280b1a8debf644bc6f4399e913a1f9c7e70/presets/workspace/models/model_catalog.yaml',
);
/** Memory as vLLM 0.19 prints it, in the runs of llm-d's planner. */
export const runs: FactSource = source(
  'https://github.com/jgchn/llm-d-planner/blob/30ec05f7cab43782bdfa4f529aef70e06ff9f149/accuracy/results/v0.19.0/results_raw.csv',
);
/** Memory as vLLM 0.11 prints it, measured for llm-d's planner. */
export const measured: FactSource = source(
  'https://github.com/llm-d-incubation/llm-d-planner/blob/e50305af90f0812e77e1827f3bc740fe75b76370/docs/empirical-vllm-memory-results.md',
);

/** Sizes of Mistral Small 3, as a program that runs it has them. */
export const mistralSmall: FactSource = source(
  'https://github.com/aigc-apps/VideoX-Fun/blob/3d38ad0322deabb7cc633c6dc6c30ef77a651c96/comfyui/flux2/nodes.py',
);

/** Hugging Face's own config.json, as a copy holds it. */
export function configuration(name: string): FactSource {
  const copies =
    'https://github.com/ai-dynamo/aiconfigurator/blob/095f58a51c4ca8e61b66ec108d86f223f8d559ce/aic-core/src/aiconfigurator_core/model_configs/';
  return source(`${copies}${name}_config.json`);
}

function source(address: string): FactSource {
  return { address, read: readOn };
}
