import type { WorkloadAccount } from '../clouds';

/** Who may take a role on. */
export type TrustedService = 'eks.amazonaws.com' | 'ec2.amazonaws.com' | 'pods.eks.amazonaws.com';

/**
 * The trust policy of a role for a service.
 *
 * Pods also name their session after themselves, for which EKS Pod Identity needs `sts:TagSession`. Sources: Amazon
 * EKS user guide, pod-id-role (read 2026-11-22), and cluster_IAM_role for the cluster's own role.
 */
export function trustOf(service: TrustedService): string {
  const actions = service === 'ec2.amazonaws.com' ? ['sts:AssumeRole'] : ['sts:AssumeRole', 'sts:TagSession'];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Principal: { Service: service } }],
  });
}

/**
 * The trust policy of a role for the pods of one service account, by the tags that EKS Pod Identity gives its sessions.
 *
 * Source: Amazon EKS user guide, pod-id-role (read 2026-11-22).
 */
export function podTrust(clusterName: string, { namespace, serviceAccount }: WorkloadAccount): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Condition: {
          StringEquals: {
            'aws:RequestTag/eks-cluster-name': clusterName,
            'aws:RequestTag/kubernetes-namespace': namespace,
            'aws:RequestTag/kubernetes-service-account': serviceAccount,
          },
        },
      },
    ],
  });
}

/** What the control plane may do with the key of the cluster's Secrets, and with no other. */
export function encryptionPolicy(keyArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ListGrants'],
        Resource: keyArn,
      },
    ],
  });
}
