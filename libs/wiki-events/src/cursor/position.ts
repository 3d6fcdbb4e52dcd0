import Type, { type Static } from 'typebox';

/**
 * How far one Kafka topic-partition behind the stream has been read: the last event seen in it.
 *
 * A position without `id` belongs to a topic that has sent nothing yet (the idle datacentre's): it
 * says from which moment on, or taken over from another client at which offset, events of that topic
 * are still outstanding.
 */
export const PositionSchema = Type.Object({
  topic: Type.String({ minLength: 1 }),
  partition: Type.Integer({ minimum: 0 }),
  /** `meta.offset` of the last event. Holds only within one datacentre's Kafka cluster. */
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Latest event time seen, in ms since the epoch. Holds in every datacentre. */
  timestamp: Type.Integer(),
  /** `meta.id` of the last event, by which a resume proves that the offset still means it. */
  id: Type.Optional(Type.String({ minLength: 1 })),
});
export type Position = Static<typeof PositionSchema>;

/** Positions of all topic-partitions of a stream. Never changed in place. */
export type Cursor = readonly Position[];

/** Identifies a topic-partition in a map. */
export const partitionKey = (at: { topic: string; partition: number }): string =>
  `${at.topic}/${at.partition}`;
