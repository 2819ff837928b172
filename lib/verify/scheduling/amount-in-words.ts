/** An amount of a resource as messages say it, such as `4000m of cpu`, `512Mi of memory` or `2 nvidia.com/gpu`. */
export function amountInWords(
  resource: string,
  amount: number,
  round: (amount: number) => number = Math.round,
): string {
  switch (resource) {
    case 'cpu':
      return `${amount}m of cpu`;
    case 'memory':
    case 'ephemeral-storage':
      return `${round(amount / 2 ** 20)}Mi of ${resource}`;
    default:
      return `${amount} ${resource}`;
  }
}
