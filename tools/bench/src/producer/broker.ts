import { embeddedBroker } from '@wikistream/kafka-io';

/** A process of its own: the in-process broker, so that its work is not counted as the producer's. */
const broker = await embeddedBroker();
process.send?.({ brokers: broker.brokers });
process.once('disconnect', () => process.exit());
