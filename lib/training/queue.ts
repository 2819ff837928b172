/** The queue of Kueue that admits the pods of a run all at once, or lets them wait. */
export interface Queue {
  /** A LocalQueue of the namespace. */
  readonly name: string;
  /** A WorkloadPriorityClass of the cluster. */
  readonly priorityClass?: string | undefined;
}

/**
 * The labels by which Kueue holds a Job back until all its pods can run. Whether it is suspended is Kueue's to say: its
 * webhook suspends each, and a manifest that said otherwise would fight it.
 *
 * Source: kubernetes-sigs/kueue ff69552e site/content/en/docs/tasks/run/jobs.md, concepts/workload_priority_class.md.
 */
export function queueLabels(queue: Queue | undefined): Readonly<Record<string, string>> {
  if (queue === undefined) return {};
  return {
    'kueue.x-k8s.io/queue-name': queue.name,
    ...(queue.priorityClass === undefined ? {} : { 'kueue.x-k8s.io/priority-class': queue.priorityClass }),
  };
}
