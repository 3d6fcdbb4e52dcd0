create table "clicks" (
  "id" bigint not null,
  "page" varchar,
  "visitor" varchar,
  "at" timestamptz,
  "opened" timestamp,
  "seen_at" timestamptz default now(),
  "record_key" bytea,
  "record_partition" varchar,
  "record_offset" varchar,
  "record_time" timestamptz,
  "record" jsonb,
  "trace" varchar
);

create table "readings" (
  "id" bigint not null,
  "at" timestamptz,
  "room" varchar,
  "details" jsonb,
  "arrived" timestamptz,
  primary key ("id")
);

create table "pages" (
  "page" varchar not null,
  "title" varchar,
  "hidden" boolean,
  "version" bigint,
  primary key ("page")
);

create table "log" (
  "line" varchar,
  "at" timestamp
);

create view "clicks_per_minute" as
select
  "w"."page",
  "w"."window_start",
  "w"."window_end",
  count(*) as "clicks",
  count(distinct "w"."visitor") as "visitors"
from (select t.*, date_bin(interval '60 seconds', t."at", '1970-01-01 00:00:00+00') as window_start, date_bin(interval '60 seconds', t."at", '1970-01-01 00:00:00+00') + interval '60 seconds' as window_end from "clicks" as t) as "w"
group by "w"."page", "w"."window_start", "w"."window_end";

create view "readings_final" as
select
  "w"."room",
  "w"."window_start",
  count(*) as "readings"
from (select t.*, date_bin(interval '60 seconds', t."at", '1970-01-01 00:00:00+00') as window_start, date_bin(interval '60 seconds', t."at", '1970-01-01 00:00:00+00') + interval '60 seconds' as window_end from "readings" as t) as "w"
group by "w"."room", "w"."window_start";

create view "log_sliding" as
select
  "w"."window_start",
  "w"."window_end",
  count(*) as "lines"
from (select t.*, s.window_start, s.window_start + interval '900 seconds' as window_end from "log" as t cross join lateral generate_series(date_bin(interval '300 seconds', t."at", '1970-01-01 00:00:00+00') - interval '900 seconds' + interval '300 seconds', date_bin(interval '300 seconds', t."at", '1970-01-01 00:00:00+00'), interval '300 seconds') as s(window_start)) as "w"
group by "w"."window_start", "w"."window_end";

create view "readings_today" as
select
  "id",
  "room",
  "at"
from "readings"
where "at" > now() - interval '1 day';

create view "clicks_titled" as
select
  "c"."id",
  "c"."page",
  "p"."title",
  "c"."record_offset",
  "c"."trace"
from "clicks" as "c"
  left join "pages" as "p" on "p"."page" = "c"."page";

create view "busy_minutes" as
select
  *
from "clicks_per_minute"
where "clicks" > 100;
