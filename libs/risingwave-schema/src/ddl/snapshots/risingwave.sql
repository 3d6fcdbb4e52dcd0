create table "ods_wiki_new_table" (
  "wiki" varchar,
  "id" bigint,
  "opt_type" varchar,
  "title" varchar,
  "title_url" varchar,
  "opt_time" timestamp,
  "contributor" varchar,
  "registration" timestamp,
  "gender" varchar,
  "edit_count" varchar,
  "event_id" varchar,
  "language_code" varchar,
  "event_time" timestamptz,
  "bot" boolean,
  primary key ("wiki", "id")
) with (
  connector = 'kafka',
  topic = 'wikipedia-stream-new',
  properties.bootstrap.server = 'kafka:9092',
  scan.startup.mode = 'earliest'
) format plain encode json (timestamptz.handling.mode = 'utc_string');

create table "ods_wiki_new_translator_table" (
  "wiki" varchar,
  "id" bigint,
  "opt_type" varchar,
  "title" varchar,
  "title_url" varchar,
  "opt_time" timestamp,
  "contributor" varchar,
  "registration" timestamp,
  "gender" varchar,
  "edit_count" varchar,
  "event_id" varchar,
  "language_code" varchar,
  "event_time" timestamptz,
  "bot" boolean,
  "title_zh" varchar,
  "translated_at" timestamp,
  "translation_status" varchar,
  "translator" varchar,
  primary key ("wiki", "id")
) with (
  connector = 'kafka',
  topic = 'wikipedia-new-translator',
  properties.bootstrap.server = 'kafka:9092',
  scan.startup.mode = 'earliest'
) format plain encode json (timestamptz.handling.mode = 'utc_string');

create table "dim_language" (
  "language_code" varchar,
  "language_name_zh" varchar,
  "language_name_en" varchar,
  "language_name_local" varchar,
  "created_at" timestamp,
  "updated_at" timestamp,
  primary key ("language_code")
);

create materialized view "dwd_wiki_new_detail" as
select
  "a"."wiki",
  "a"."id",
  "a"."opt_type",
  "a"."title",
  "a"."title_url",
  "a"."opt_time",
  "a"."contributor",
  "a"."registration",
  "a"."gender",
  case when "a"."edit_count" ~ '^[0-9]{1,9}$' then cast("a"."edit_count" as int) end as "edit_count",
  "a"."event_id",
  "a"."event_time",
  "a"."bot",
  "t"."title_zh",
  "t"."translated_at",
  "t"."translation_status",
  "t"."translator",
  "a"."language_code",
  "l"."language_name_zh",
  "l"."language_name_en"
from "ods_wiki_new_table" as "a"
  left join "ods_wiki_new_translator_table" as "t" on "t"."wiki" = "a"."wiki" and "t"."id" = "a"."id"
  left join "dim_language" as "l" on "l"."language_code" = "a"."language_code"
where "a"."opt_type" = 'new';

create index "dwd_wiki_new_detail_opt_time" on "dwd_wiki_new_detail" ("opt_time" desc);

create materialized view "dws_wiki_new_sum" as
select
  "d"."opt_type",
  "d"."contributor",
  cast("d"."opt_time" as date) as "opt_date",
  cast(extract(hour from "d"."opt_time") as int) as "opt_hour",
  "d"."language_code",
  "d"."language_name_zh",
  count(*) as "article_cnt"
from "dwd_wiki_new_detail" as "d"
group by "d"."opt_type", "d"."contributor", cast("d"."opt_time" as date), cast(extract(hour from "d"."opt_time") as int), "d"."language_code", "d"."language_name_zh";

create materialized view "dws_wiki_new_hour" as
select
  cast("d"."opt_time" as date) as "opt_date",
  cast(extract(hour from "d"."opt_time") as int) as "opt_hour",
  "d"."language_code",
  "d"."language_name_zh",
  "d"."language_name_en",
  count(*) as "article_cnt",
  count(*) filter(where "d"."bot" = true) as "bot_cnt"
from "dwd_wiki_new_detail" as "d"
group by cast("d"."opt_time" as date), cast(extract(hour from "d"."opt_time") as int), "d"."language_code", "d"."language_name_zh", "d"."language_name_en";

create materialized view "dws_wiki_new_minute" as
select
  date_trunc('minute', "d"."opt_time") as "window_start",
  count(*) as "article_cnt"
from "dwd_wiki_new_detail" as "d"
where "d"."opt_time" is not null
group by date_trunc('minute', "d"."opt_time");

create materialized view "dws_wiki_contributor" as
select
  "d"."contributor",
  count(*) as "article_cnt",
  count(*) filter(where "d"."bot" = true) as "bot_cnt",
  max("d"."opt_time") as "last_opt_time"
from "dwd_wiki_new_detail" as "d"
group by "d"."contributor";

create materialized view "dws_wiki_translation" as
select
  "d"."language_code",
  "d"."language_name_zh",
  "d"."language_name_en",
  count(*) as "article_cnt",
  count(*) filter(where "d"."translation_status" = 'translated') as "translated_cnt",
  count(*) filter(where "d"."translation_status" = 'passthrough') as "passthrough_cnt",
  count(*) filter(where "d"."translation_status" = 'failed') as "failed_cnt",
  count(*) filter(where "d"."translation_status" is null) as "pending_cnt",
  avg(cast(extract(epoch from "d"."translated_at" - "d"."opt_time") as double precision)) as "avg_latency_seconds"
from "dwd_wiki_new_detail" as "d"
group by "d"."language_code", "d"."language_name_zh", "d"."language_name_en";
