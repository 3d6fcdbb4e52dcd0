create secret "kafka_sasl_password" with (backend = 'meta') as '***';

create secret "warehouse_password" with (backend = 'meta') as '***';

create secret "lake_key" with (backend = 'meta') as '***';

create secret "lake_secret" with (backend = 'meta') as '***';

create source "clicks" (
  "id" bigint,
  "page" varchar,
  "visitor" varchar,
  "at" timestamptz,
  "opened" timestamp,
  "seen_at" timestamptz as proctime(),
  watermark for "at" as "at" - interval '5 seconds'
) include key as "record_key" include partition as "record_partition" include offset as "record_offset" include timestamp as "record_time" include payload as "record" include header 'trace''id' varchar as "trace" with (
  connector = 'kafka',
  topic = 'clicks',
  properties.bootstrap.server = 'kafka:9092',
  properties.security.protocol = 'SASL_SSL',
  properties.sasl.mechanism = 'SCRAM-SHA-512',
  properties.sasl.username = 'rw',
  properties.sasl.password = secret "kafka_sasl_password",
  scan.startup.mode = 'latest',
  group.id.prefix = 'rw-clicks'
) format plain encode json (timestamptz.handling.mode = 'utc_string');

create table "readings" (
  "id" bigint,
  "at" timestamptz,
  "room" varchar,
  "details" jsonb,
  primary key ("id"),
  watermark for "at" as "at" - interval '1 minute'
) append only on conflict ignore include timestamp as "arrived" with (
  connector = 'kafka',
  topic = 'readings',
  properties.bootstrap.server = 'kafka:9092',
  properties.security.protocol = 'SASL_SSL',
  properties.sasl.mechanism = 'SCRAM-SHA-512',
  properties.sasl.username = 'rw',
  properties.sasl.password = secret "kafka_sasl_password",
  scan.startup.mode = 'earliest'
) format plain encode json (timestamptz.handling.mode = 'utc_string');

create table "pages" (
  "page" varchar,
  "title" varchar,
  "hidden" boolean,
  "version" bigint,
  primary key ("page")
) on conflict do update if not null with version column ("version");

create table "log" (
  "line" varchar,
  "at" timestamp,
  watermark for "at" as "at" - interval '2 hours'
) append only;

create materialized view "clicks_per_minute" as
select
  "w"."page",
  "w"."window_start",
  "w"."window_end",
  count(*) as "clicks",
  approx_count_distinct("w"."visitor") as "visitors"
from tumble("clicks", "at", interval '1 minute') as "w"
group by "w"."page", "w"."window_start", "w"."window_end";

create materialized view "readings_final" as
select
  "w"."room",
  "w"."window_start",
  count(*) as "readings"
from tumble("readings", "at", interval '1 minute') as "w"
group by "w"."room", "w"."window_start"
emit on window close;

create materialized view "log_sliding" as
select
  "w"."window_start",
  "w"."window_end",
  count(*) as "lines"
from hop("log", "at", interval '5 minutes', interval '15 minutes') as "w"
group by "w"."window_start", "w"."window_end";

create materialized view "readings_today" as
select
  "id",
  "room",
  "at"
from "readings"
where "at" > now() - interval '1 day';

create materialized view "clicks_titled" as
select
  "c"."id",
  "c"."page",
  "p"."title",
  "c"."record_offset",
  "c"."trace"
from "clicks" as "c"
  left join "pages" for system_time as of proctime() as "p" on "p"."page" = "c"."page";

create view "busy_minutes" as
select
  *
from "clicks_per_minute"
where "clicks" > 100;

create sink "minutes_to_kafka" from "clicks_per_minute" with (
  connector = 'kafka',
  topic = 'clicks-per-minute',
  properties.bootstrap.server = 'kafka:9092',
  properties.security.protocol = 'SASL_SSL',
  properties.sasl.mechanism = 'SCRAM-SHA-512',
  properties.sasl.username = 'rw',
  properties.sasl.password = secret "kafka_sasl_password",
  properties.compression.codec = 'zstd',
  properties.queue.buffering.max.ms = '50',
  properties.enable.idempotence = 'true',
  primary_key = 'page,window_start'
) format upsert encode json (timestamptz.handling.mode = 'utc_string', jsonb.handling.mode = 'dynamic', schemas.enable = 'false');

create sink "titles_to_kafka" from "pages" with (
  connector = 'kafka',
  topic = 'titles',
  properties.bootstrap.server = 'kafka:9092',
  properties.security.protocol = 'SASL_SSL',
  properties.sasl.mechanism = 'SCRAM-SHA-512',
  properties.sasl.username = 'rw',
  properties.sasl.password = secret "kafka_sasl_password",
  primary_key = 'page',
  snapshot = 'false'
) format upsert encode json (timestamptz.handling.mode = 'utc_string') key encode text;

create sink "changes_to_kafka" from "pages" with (
  connector = 'kafka',
  topic = 'page-changes',
  properties.bootstrap.server = 'kafka:9092',
  properties.security.protocol = 'SASL_SSL',
  properties.sasl.mechanism = 'SCRAM-SHA-512',
  properties.sasl.username = 'rw',
  properties.sasl.password = secret "kafka_sasl_password",
  primary_key = 'page'
) format debezium encode json (timestamptz.handling.mode = 'utc_string');

create sink "hidden_to_kafka" as
select
  "page",
  "title"
from "pages"
where "hidden" = true
with (
  connector = 'kafka',
  topic = 'hidden',
  properties.bootstrap.server = 'kafka:9092',
  properties.security.protocol = 'SASL_SSL',
  properties.sasl.mechanism = 'SCRAM-SHA-512',
  properties.sasl.username = 'rw',
  properties.sasl.password = secret "kafka_sasl_password"
) format plain encode json (force_append_only = 'true', timestamptz.handling.mode = 'utc_string');

create sink "minutes_to_postgres" from "clicks_per_minute" with (
  connector = 'postgres',
  host = 'warehouse',
  port = '5432',
  user = 'loader',
  password = secret "warehouse_password",
  database = 'web',
  schema = 'stats',
  table = 'minutes',
  ssl_mode = 'verify-full',
  max_batch_rows = '500',
  type = 'upsert',
  primary_key = 'page,window_start'
);

create sink "readings_to_jdbc" from "readings_today" with (
  connector = 'jdbc',
  jdbc.url = 'jdbc:postgresql://warehouse:5432/web?user=loader',
  schema.name = 'stats',
  table.name = 'readings',
  jdbc.query.timeout = '30',
  type = 'append-only',
  force_append_only = 'true'
);

create sink "readings_to_lake" from "readings" with (
  connector = 'iceberg',
  catalog.type = 'storage',
  warehouse.path = 's3a://lake/warehouse',
  database.name = 'home',
  table.name = 'readings',
  s3.region = 'eu-central-1',
  s3.endpoint = 'http://minio:9000',
  s3.access.key = secret "lake_key",
  s3.secret.key = secret "lake_secret",
  s3.path.style.access = 'true',
  create_table_if_not_exists = 'true',
  commit_checkpoint_interval = '10',
  type = 'append-only'
);

create sink "pages_to_lake" from "pages" with (
  connector = 'iceberg',
  catalog.type = 'rest',
  warehouse.path = 's3://lake',
  catalog.name = 'home',
  catalog.uri = 'http://catalog:8181',
  catalog.credential = secret "lake_secret",
  database.name = 'home',
  table.name = 'pages',
  enable_config_load = 'true',
  type = 'upsert',
  primary_key = 'page'
);
