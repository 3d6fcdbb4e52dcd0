/**
 * A part of a Kafka record beside its value. `header` takes the first header of that name as text;
 * `payload` is the whole value as JSON.
 */
export type IncludedField =
  'key' | 'timestamp' | 'partition' | 'offset' | 'payload' | { readonly header: string };
