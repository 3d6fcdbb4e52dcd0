import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TitleFilters } from '../api/contract.js';
import { ParameterError } from '../errors.js';
import { decodeCursor, MAX_CURSOR_LENGTH, type Position } from '../queries/cursor.js';
import type { StatisticsFilters } from '../queries/filters.js';
import { isCivilDate } from '../time/civil.js';

const CivilDate = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\d$',
  expected: 'must be a date, YYYY-MM-DD',
});
const Language = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9-]{0,31}$',
  expected: 'must be the code of a Wikipedia language',
});
const text = (maxLength: number) =>
  Type.String({
    maxLength,
    // No text in a database has a NUL.
    pattern: '^[^\\u0000]+$',
    expected: `must have 1 to ${maxLength} characters`,
  });

const statisticsParameters = {
  from: Type.Optional(CivilDate),
  to: Type.Optional(CivilDate),
  language: Type.Optional(Language),
};
const titlesParameters = {
  ...statisticsParameters,
  search: Type.Optional(text(200)),
  contributor: Type.Optional(text(300)),
  status: Type.Optional(
    Type.Enum(['translated', 'passthrough', 'failed', 'pending'], {
      expected: 'must be translated, passthrough, failed or pending',
    }),
  ),
  cursor: Type.Optional(text(MAX_CURSOR_LENGTH)),
};

const StatisticsParameters = Type.Object(statisticsParameters);
const TitlesParameters = Type.Object(titlesParameters);
const statistics = Compile(StatisticsParameters);
const titles = Compile(TitlesParameters);

/** @throws {ParameterError} */
export function statisticsFilters(query: URLSearchParams): StatisticsFilters {
  const values = named(query, Object.keys(statisticsParameters));
  if (!statistics.Check(values)) throw fault(StatisticsParameters, statistics.Errors(values));
  checkDates(values);
  return values;
}

/** @throws {ParameterError} */
export function titlesRequest(query: URLSearchParams): {
  readonly filters: TitleFilters;
  readonly after?: Position;
} {
  const values = named(query, Object.keys(titlesParameters));
  if (!titles.Check(values)) throw fault(TitlesParameters, titles.Errors(values));
  checkDates(values);
  const { cursor, ...filters } = values;
  return { filters, ...(cursor !== undefined && { after: decodeCursor(cursor) }) };
}

/** The parameters that are known and not empty, as an empty field of a form is; always in one order. */
function named(query: URLSearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

function fault(
  schema: Type.TObject,
  errors: readonly { readonly instancePath: string }[],
): ParameterError {
  const name = errors[0]?.instancePath.split('/')[1] ?? '';
  const { expected } = (schema.properties[name] ?? {}) as { expected?: string };
  return new ParameterError(name, expected ?? 'is not valid');
}

function checkDates({ from, to }: Static<typeof StatisticsParameters>): void {
  if (from !== undefined && !isCivilDate(from)) throw new ParameterError('from', 'is no date');
  if (to !== undefined && !isCivilDate(to)) throw new ParameterError('to', 'is no date');
  if (from !== undefined && to !== undefined && from > to) {
    throw new ParameterError('to', 'must not be before "from"');
  }
}
