import type { Sharding, TrainingRemedy, TrainingRequest, TrainingSizing } from './training';

type Change = Partial<TrainingRequest>;
type Judge = (request: TrainingRequest) => TrainingSizing;

/** The most GPUs that are worth a word. */
const mostGpus = 1024;

/** The greatest part of a micro batch that is looked for. */
const mostSequences = 4096;

/** Finds what would make training fit, in the order of what it costs the user: time, quality, money. */
export function trainingRemedies(
  request: TrainingRequest,
  { fits, issues }: TrainingSizing,
  judge: Judge,
): readonly TrainingRemedy[] {
  if (issues.length > 0 || (fits !== 'no' && fits !== 'within-band')) return [];
  const helps = (change: Change): boolean => judge({ ...request, ...change }).fits === 'yes';
  const cheap = cheapChanges(request);
  const alone = [...cheap, ...smallerBatch(request, helps)].filter(({ change }) => helps(change));
  return [
    ...alone.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind)),
    ...(alone.length === 0 ? together(request, cheap, helps) : []),
    ...moreGpus(request, helps),
    ...moreMemory(request, helps),
  ];
}

const order: readonly TrainingRemedy['kind'][] = [
  'checkpoint-activations',
  'smaller-micro-batch',
  'shard',
  'eight-bit-optimizer',
  'lora',
  'qlora',
];

/** What changes neither the number of GPUs nor which ones. */
function cheapChanges(request: TrainingRequest): readonly TrainingRemedy[] {
  const { activations, sharding = { kind: 'none' }, optimizer = { kind: 'adamw' }, trainable } = request;
  const remedies: TrainingRemedy[] = [];
  if (activations !== 'checkpointed') {
    remedies.push({ kind: 'checkpoint-activations', change: { activations: 'checkpointed' } });
  }
  if (sharding.kind === 'ddp' || (sharding.kind === 'zero' && sharding.stage < 3)) {
    remedies.push({ kind: 'shard', change: { sharding: { kind: 'fsdp', degree: sharding.degree } } });
  }
  if (optimizer.kind === 'adamw') {
    remedies.push({ kind: 'eight-bit-optimizer', change: { optimizer: { kind: 'adamw-8bit' } } });
  }
  if (trainable === undefined || trainable.kind === 'full') {
    remedies.push({ kind: 'lora', change: { trainable: { kind: 'lora', rank: 16 } } });
  }
  if (trainable?.kind !== 'qlora') {
    const adapters = trainable?.kind === 'lora' ? trainable : { rank: 16 };
    remedies.push({ kind: 'qlora', change: { trainable: { ...adapters, kind: 'qlora' } } });
  }
  return remedies;
}

/** The largest micro batch that fits and divides the one there is, with as many more of them to a step. */
function smallerBatch({ batch }: TrainingRequest, helps: (change: Change) => boolean): readonly TrainingRemedy[] {
  const { sequences, accumulation = 1, tokens } = batch;
  const changes = divisors(sequences).map((part) => ({
    batch: { tokens, sequences: sequences / part, accumulation: accumulation * part },
  }));
  const change = changes.find(helps);
  return change === undefined ? [] : [{ kind: 'smaller-micro-batch', change }];
}

/** Two and more that divide a number, from small to large. */
function divisors(number: number): readonly number[] {
  const small = Array.from({ length: Math.min(mostSequences, Math.floor(Math.sqrt(number))) }, (_, index) => index + 1);
  const all = small.filter((each) => number % each === 0).flatMap((each) => [each, number / each]);
  return [...new Set(all)].filter((each) => each > 1).toSorted((one, other) => one - other);
}

/** One after the other until it fits, the micro batch after the first. */
function together(
  request: TrainingRequest,
  cheap: readonly TrainingRemedy[],
  helps: (change: Change) => boolean,
): TrainingRemedy[] {
  const { sequences, accumulation = 1, tokens } = request.batch;
  const single = { batch: { tokens, sequences: 1, accumulation: accumulation * sequences } };
  const steps: Change[] = cheap.map(({ change }) => change);
  if (sequences > 1) steps.splice(1, 0, single);
  let change: Change = {};
  for (const step of steps) {
    change = { ...change, ...step };
    if (helps(change)) return [{ kind: 'together', change }];
  }
  return [];
}

function moreGpus(request: TrainingRequest, helps: (change: Change) => boolean): TrainingRemedy[] {
  const { sharding = { kind: 'none' } } = request;
  const has = sharding.kind === 'none' ? 1 : sharding.degree;
  for (let degree = 2 * has; degree <= mostGpus; degree *= 2) {
    const change = { sharding: spread(sharding, degree) };
    if (helps(change)) return [{ kind: 'more-gpus', change }];
  }
  return [];
}

function spread(sharding: Sharding, degree: number): Sharding {
  return sharding.kind === 'none' || sharding.kind === 'ddp' ? { kind: 'fsdp', degree } : { ...sharding, degree };
}

function moreMemory(request: TrainingRequest, helps: (change: Change) => boolean): TrainingRemedy[] {
  const { accelerator } = request;
  if (accelerator === undefined) return [];
  const enough = (memoryBytes: number): boolean => helps({ accelerator: { ...accelerator, memoryBytes } });
  let least = accelerator.memoryBytes;
  let most = least * 2;
  // Nothing that is built comes near.
  while (!enough(most)) {
    if (most > 2 ** 42) return [];
    most *= 2;
  }
  while (most - least > 2 ** 28) {
    const middle = (least + most) / 2;
    if (enough(middle)) most = middle;
    else least = middle;
  }
  return [{ kind: 'more-memory', change: { accelerator: { ...accelerator, memoryBytes: Math.ceil(most) } } }];
}
