import { FieldBook } from './field-book';
import { kubernetesFields } from './kubernetes-fields';
import { kubernetesLimits } from './kubernetes-limits';

let book: FieldBook | undefined;

/** The kinds of Kubernetes itself, read when the first object is verified. */
export function kubernetesBook(): FieldBook {
  return (book ??= new FieldBook(kubernetesFields, kubernetesLimits));
}
