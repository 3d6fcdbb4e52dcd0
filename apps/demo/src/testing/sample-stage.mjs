// An app for the tests of Stage: announces an address, then does what its argument says.
const [behaviour] = process.argv.slice(2);
if (behaviour === 'misconfigured') {
  console.error('KAFKA_BROKERS: must be host:port');
  process.exit(1);
}
// Any port would do, until one is given.
const port = process.env.HEALTH_PORT ?? 20_000 + (process.pid % 10_000);
process.send({ type: 'listening', url: `http://127.0.0.1:${port}/${process.pid}` });
if (behaviour !== 'deaf') process.on('SIGTERM', () => process.exit(0));
if (behaviour === 'deaf') process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
