/** A fact that was read and cannot be used. */
export interface LeftOut {
  readonly said: string;
  readonly why: string;
  readonly address: string;
  readonly read: string;
}

const read = '2026-11-21';

/** Facts that were read and are not judged, each with the reason. */
export const leftOut: readonly LeftOut[] = [
  {
    said: 'gpt-oss-120b on one H100, 3.33 GiB left at a share of 0.9',
    why: 'the figures of that line add up at a share of 0.95 and not at the 0.9 that it names',
    address:
      'https://github.com/llm-d-incubation/llm-d-planner/blob/e50305af90f0812e77e1827f3bc740fe75b76370/docs/empirical-vllm-memory-results.md',
    read,
  },
  {
    said: 'Llama 3.1 8B on one L40S, room for 158,656 tokens',
    why: 'the version is not told, and in that month vLLM lowered its default of sequences from 1,024 to 256 (pull request 16158): with the former we say 167,000, with the latter 195,000',
    address: 'https://github.com/vllm-project/vllm/pull/17122',
    read,
  },
  {
    said: 'Llama 3.1 405B FP8 on eight H100, room for 79,392 tokens',
    why: 'its weights take 57.75 GiB on each, where all linear layers in 8 bits would take 47.8: it mixes precisions, which no precision here says',
    address: 'https://github.com/vllm-project/vllm/issues/6746',
    read,
  },
  {
    said: 'Llama 3.1 405B FP8 on eight A100, starts with 4,096 tokens',
    why: 'the same checkpoint',
    address: 'https://github.com/vllm-project/vllm/issues/6689',
    read,
  },
  {
    said: 'DeepSeek-V2-Lite, Kimi, Granite, Phi-2 and Llama 4 on H100',
    why: 'no copy of their configurations with an address was found',
    address:
      'https://github.com/jgchn/llm-d-planner/blob/30ec05f7cab43782bdfa4f529aef70e06ff9f149/accuracy/results/v0.19.0/results_raw.csv',
    read,
  },
  {
    said: 'Qwen3-Coder-30B on a 16 GB and a 32 GB GPU',
    why: 'GPUs of two kinds in one pipeline are not covered',
    address: 'https://github.com/vllm-project/vllm/issues/34076',
    read,
  },
];
