export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly controllerPort: number;
}

export type Properties = Readonly<Record<string, string | number | boolean>>;

/** Configuration of one node that is broker and controller, as the text of `server.properties`. */
export function serverProperties(
  address: ServerAddress,
  dataDir: string,
  more: Properties = {},
): string {
  const { host, port, controllerPort } = address;
  const properties: Properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${host}:${controllerPort}`,
    listeners: `BROKER://${host}:${port},CONTROLLER://${host}:${controllerPort}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': escaped(dataDir),
    'auto.create.topics.enable': false,
    'num.partitions': 1,
    // One node holds everything.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 8,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    // Nobody waits for further members of a group on one's own machine.
    'group.initial.rebalance.delay.ms': 0,
    'group.coordinator.rebalance.protocols': 'classic,consumer',
    // A restarted node has its place back soon: its controller need not wait for a lost broker.
    'broker.session.timeout.ms': 2000,
    'broker.heartbeat.interval.ms': 500,
    ...more,
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** A value in which a backslash stands for itself. */
const escaped = (value: string): string => value.replaceAll('\\', '\\\\');

/** A cluster id: 16 bytes as URL-safe Base64 that does not begin like an option. */
export function clusterId(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url').replace(/^-/, 'A');
}
