/** An error that clouds answer with, by what is said in it, and what to do about it. */
interface CloudError {
  /** The cloud that says it; both unless given. */
  readonly of?: 'aws' | 'azure-native';
  readonly said: RegExp;
  readonly advice: string;
}

const kept = 'what was made stays, and the next `pulumi up` goes on from there';

/**
 * The errors that a correct program meets, the more particular ones first.
 *
 * Sources, read 2026-11-22: for capacity and quotas of AWS errorreference.com/errors/aws/InsufficientInstanceCapacity and
 * errors/aws/InstanceLimitExceeded, and Amazon EC2's user guide, using-spot-limits, for the names of quotas; for Azure
 * Microsoft's aks-error-code-page, learn.microsoft.com/answers/a/12711331, errorreference.com/errors/azure/AllocationFailed
 * and mspnp/aks-baseline issue 377; for the log of EKS terraform-aws-eks issues 2446, 2486 and 2763. What permissions and
 * throttling answer with is that of the stand-in clouds alone.
 */
const cloudErrors: readonly CloudError[] = [
  {
    of: 'aws',
    said: /InsufficientInstanceCapacity/,
    advice:
      'AWS has no such machine left in these zones just now, whatever the quota. Give the pool more zones, another ' +
      "machine, capacity: { kind: 'on-demand' } where it is spot, or a reservation, or try again later",
  },
  {
    of: 'aws',
    said: /MaxSpotInstanceCountExceeded|Max spot instance count exceeded/i,
    advice:
      'the account may run no more spot vCPUs of this family in this region. Ask for more in Service Quotas, Amazon ' +
      'EC2, such as All G and VT Spot Instance Requests, or take fewer or smaller machines',
  },
  {
    of: 'aws',
    said: /VcpuLimitExceeded|InstanceLimitExceeded/,
    advice:
      'the account may run no more vCPUs of this family in this region. Ask for more in Service Quotas, Amazon EC2, ' +
      'where spot has quotas of its own, such as All G and VT Spot Instance Requests, or take fewer or smaller machines',
  },
  {
    of: 'aws',
    said: /log group already exists/i,
    advice:
      'a cluster of this name that was destroyed left its log: EKS writes the last lines when the log group has gone, and ' +
      'makes it again. Once nobody needs them, `aws logs delete-log-group --log-group-name` with the name that is told, or ' +
      'give the cluster another name',
  },
  {
    of: 'azure-native',
    said: /InsufficientVCPUQuota|QuotaExceeded|exceeding approved .*quota/i,
    advice:
      'the subscription may run no more vCPUs in this region, in all or of this family. Ask for more of both in the ' +
      'Azure portal, Quotas, or take fewer or smaller machines',
  },
  {
    of: 'azure-native',
    said: /SkuNotAvailable/,
    advice:
      'Azure does not give this machine to the subscription in this region or zone just now. Take other zones, ' +
      'another machine or another region, or try again later',
  },
  {
    of: 'azure-native',
    said: /Allocation ?Failed|Overconstrained(Zonal)?AllocationRequest|AksCapacityHeavyUsage|AKSCapacityError/i,
    advice:
      'Azure has no such machine left there just now, whatever the quota. Let the pool have more zones or none, another ' +
      "machine, capacity: { kind: 'on-demand' } where it is spot, or a reservation, or try again later",
  },
  {
    said: /AccessDenied|UnauthorizedOperation|is not authorized to perform|AuthorizationFailed/,
    advice:
      'whoever runs this program lacks the permission that is named. Have it granted; a permission that is new may take ' +
      'minutes to count',
  },
  {
    said: /ThrottlingException|Throttling|Rate exceeded|TooManyRequests/,
    advice: 'the cloud takes no more requests for the moment. Try again in some minutes, or with a smaller --parallel',
  },
];

/**
 * What to do about an error of a cloud; nothing where it is none of those that are known.
 *
 * @param type of the resource that it is about, such as `aws:eks/nodeGroup:NodeGroup`
 */
export function adviceOn(type: string, error: string): string | undefined {
  const known = cloudErrors.find(({ of, said }) => (of === undefined || type.startsWith(`${of}:`)) && said.test(error));
  return known && `${known.advice}: ${kept}`;
}
