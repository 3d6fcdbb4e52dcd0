/** Codes of librdkafka (negative: its own) and of the protocol that this library acts upon. */
export const Code = {
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeaderForPartition: 6,
  brokerNotAvailable: 8,
  replicaNotAvailable: 9,
  unknownPartition: -190,
  messageTimedOut: -192,
  transport: -195,
  allBrokersDown: -187,
  timedOut: -185,
  queueFull: -184,
  assignPartitions: -175,
  revokePartitions: -174,
  fenced: -144,
  fatal: -150,
  messageTooLarge: 10,
  topicAuthorizationFailed: 29,
  groupAuthorizationFailed: 30,
  clusterAuthorizationFailed: 31,
  transactionalIdAuthorizationFailed: 53,
  saslAuthenticationFailed: 58,
  authentication: -169,
  topicAlreadyExists: 36,
  invalidProducerEpoch: 47,
  invalidProducerIdMapping: 49,
  unknownProducerId: 59,
  producerFenced: 90,
  fencedInstanceId: 82,
} as const;

/** What librdkafka tells about a failure. */
export interface NativeError {
  readonly code: number;
  readonly message: string;
  readonly isFatal?: boolean;
  readonly isRetriable?: boolean;
  readonly isTxnRequiresAbort?: boolean;
}

export function isNativeError(error: unknown): error is NativeError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'number' &&
    'message' in error
  );
}

/** The code of a native failure, also of one wrapped as `cause`; undefined for anything else. */
export function nativeCode(error: unknown): number | undefined {
  if (isNativeError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? nativeCode(error.cause) : undefined;
}

/** True when another producer took the transactional id over. */
export function isFenced(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if (error.code === Code.fenced) return true;
  const epochIsOld = error.code === Code.producerFenced || error.code === Code.invalidProducerEpoch;
  return epochIsOld && error.isFatal === true;
}

const REFUSED: ReadonlySet<number | undefined> = new Set([
  Code.topicAuthorizationFailed,
  Code.groupAuthorizationFailed,
  Code.clusterAuthorizationFailed,
  Code.transactionalIdAuthorizationFailed,
  Code.saslAuthenticationFailed,
  Code.authentication,
]);

/** True when the brokers will not change their mind by being asked again. */
export function isRefused(error: unknown): boolean {
  return REFUSED.has(nativeCode(error));
}

const AWAY: ReadonlySet<number | undefined> = new Set([
  Code.messageTimedOut,
  Code.timedOut,
  Code.transport,
  Code.allBrokersDown,
  Code.brokerNotAvailable,
  // A partition whose leader is gone: the client calls it a permanent error when it knows of none.
  Code.leaderNotAvailable,
  Code.notLeaderForPartition,
  Code.replicaNotAvailable,
  // A broker that has just come back does not know all of its partitions yet.
  Code.unknownTopicOrPartition,
  Code.unknownPartition,
]);

/** True when brokers are away, or a partition has no leader: the same may succeed later. */
export function isAway(error: unknown): boolean {
  return AWAY.has(nativeCode(error));
}
