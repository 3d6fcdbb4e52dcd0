import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startKafka, type Kafka } from '@wikistream/kafka-local';

const run = promisify(execFile);
const STORE_PASSWORD = 'of-no-worth';

/** A broker that listens in four ways. */
export interface SecuredKafka {
  readonly plaintext: string;
  readonly tls: string;
  readonly sasl: string;
  readonly saslTls: string;
  /** Certificate of the authority to trust, PEM. */
  readonly ca: string;
  readonly user: { readonly username: string; readonly password: string };
  stop(): Promise<void>;
}

/** Starts Kafka with listeners for every combination of TLS and SASL/PLAIN. */
export async function startSecuredKafka(): Promise<SecuredKafka> {
  const folder = await mkdtemp(join(tmpdir(), 'wikistream-secured-'));
  const user = { username: 'alice', password: 'wonderland' };
  const store = join(folder, 'broker.p12');
  const ca = await selfSigned(store);
  const [plaintext = 0, controller = 0, tls = 0, sasl = 0, saslTls = 0] = await freePorts(5);
  const listeners = [
    `BROKER://127.0.0.1:${plaintext}`,
    `CONTROLLER://127.0.0.1:${controller}`,
    `TLS://127.0.0.1:${tls}`,
    `SASL://127.0.0.1:${sasl}`,
    `SASLTLS://127.0.0.1:${saslTls}`,
  ];
  const plain =
    'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
    `username="broker" password="unused" user_${user.username}="${user.password}";`;
  let kafka: Kafka;
  try {
    kafka = await startKafka({
      port: plaintext,
      properties: {
        listeners: listeners.join(','),
        'controller.quorum.voters': `1@127.0.0.1:${controller}`,
        'listener.security.protocol.map':
          'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,SASL:SASL_PLAINTEXT,SASLTLS:SASL_SSL',
        'sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.sasl.plain.sasl.jaas.config': plain,
        'listener.name.sasltls.plain.sasl.jaas.config': plain,
        // Whoever comes in plain text may do everything, others what is not granted to somebody alone.
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
        'allow.everyone.if.no.acl.found': true,
        // What is refused is told at once.
        'connection.failed.authentication.delay.ms': 0,
        'ssl.keystore.type': 'PKCS12',
        'ssl.keystore.location': store,
        'ssl.keystore.password': STORE_PASSWORD,
      },
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const at = (port: number) => `127.0.0.1:${port}`;
  return {
    plaintext: at(plaintext),
    tls: at(tls),
    sasl: at(sasl),
    saslTls: at(saslTls),
    ca,
    user,
    async stop() {
      await kafka.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key store with a certificate for 127.0.0.1; resolves to the certificate. */
async function selfSigned(store: string): Promise<string> {
  const keytool = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'keytool') : 'keytool';
  const where = ['-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'broker'];
  await run(keytool, [
    ...['-genkeypair', ...where, '-storetype', 'PKCS12', '-keyalg', 'EC', '-validity', '2'],
    ...['-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1', '-ext', 'bc:c=ca:true'],
  ]);
  const certificate = `${store}.pem`;
  await run(keytool, ['-exportcert', ...where, '-rfc', '-file', certificate]);
  return readFile(certificate, 'utf8');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
  );
  return ports;
}
