import Type, { type Static } from 'typebox';

/** A field real events leave out, send as null, or fill. */
export const Maybe = <T extends Type.TSchema>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/**
 * `meta`, common to every event of every public stream (`/fragment/common/1.0.0`), with the position
 * EventStreams adds: the Kafka topic, partition and offset the event was read from.
 */
export const EventMetaSchema = Type.Object({
  /** Time of the event, ISO 8601, UTC; newer events carry milliseconds. */
  dt: Type.String({ minLength: 1, maxLength: 128 }),
  stream: Type.String({ minLength: 1 }),
  /** The identity of the event: streams are at-least-once, and this is what tells repeats apart. */
  id: Maybe(Type.String()),
  domain: Maybe(Type.String()),
  uri: Maybe(Type.String()),
  request_id: Maybe(Type.String()),
  topic: Maybe(Type.String()),
  partition: Maybe(Type.Integer()),
  offset: Maybe(Type.Integer()),
});

/** What every event of every public stream has; all other fields are let through untouched. */
export const EventEnvelopeSchema = Type.Object({
  $schema: Type.String(),
  meta: EventMetaSchema,
});

export type EventMeta = Static<typeof EventMetaSchema>;
export type EventEnvelope = Static<typeof EventEnvelopeSchema>;

/** Wikimedia's synthetic events, sent to show that a stream is alive (`meta.domain` is `canary`). */
export const isCanary = (event: EventEnvelope): boolean => event.meta.domain === 'canary';
