import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { SettingsError, type SettingFault } from '../errors.js';
import { sourceOf, type SettingSource } from './setting.js';

const MAX_SHOWN_VALUE = 80;

/**
 * Reads settings from flags, then the environment, then defaults, converts the texts to the types
 * the schema asks for and validates the whole.
 *
 * @throws {SettingsError} with every fault at once, each naming its variable.
 */
export function readSettings<S extends TObject>(
  settings: S,
  flags: ReadonlyMap<string, string | boolean>,
  env: NodeJS.ProcessEnv,
): Static<S> {
  const raw: Record<string, unknown> = {};
  const faults: SettingFault[] = [];
  for (const [property, schema] of Object.entries(settings.properties)) {
    const source = sourceOf(property, schema);
    const given = flags.get(property) ?? nonEmpty(env[source.env]) ?? source.default;
    if (given === undefined) {
      if (isRequired(settings, property)) {
        faults.push({ variable: nameOf(source), message: `is not set; ${source.description}` });
      }
      continue;
    }
    const value = convert(schema, given);
    const message = faultOf(schema, value);
    if (message) {
      const shown = source.secret
        ? '(hidden)'
        : JSON.stringify(String(given).slice(0, MAX_SHOWN_VALUE));
      faults.push({ variable: nameOf(source), message: `${shown} ${message}` });
    }
    raw[property] = value;
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return raw as Static<S>;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

function isRequired(settings: TObject, property: string): boolean {
  return (settings.required as readonly string[] | undefined)?.includes(property) ?? false;
}

function nameOf(source: SettingSource): string {
  const flag = source.flag?.split(/[ ,]/).find((part) => part.startsWith('--'));
  return flag ? `${source.env} (${flag})` : source.env;
}

function convert(schema: TSchema, given: unknown): unknown {
  if (typeof given !== 'string') return given;
  if ('type' in schema && schema.type === 'array') {
    const items = given.split(',').map((item) => item.trim());
    return Value.Convert(
      schema,
      items.filter((item) => item !== ''),
    );
  }
  return Value.Convert(schema, given);
}

function faultOf(schema: TSchema, value: unknown): string | undefined {
  const [first] = Value.Errors(schema, value);
  if (!first) return undefined;
  const choices = choicesOf(schema);
  if (choices) return `must be one of ${choices.join(', ')}`;
  // A pattern says nothing to most readers; the schema's own `errorMessage` does.
  return 'errorMessage' in schema && typeof schema.errorMessage === 'string'
    ? schema.errorMessage
    : first.message;
}

function choicesOf(schema: TSchema): readonly unknown[] | undefined {
  if ('enum' in schema && Array.isArray(schema.enum)) return schema.enum as unknown[];
  if (!('anyOf' in schema) || !Array.isArray(schema.anyOf)) return undefined;
  const members = schema.anyOf as readonly { const?: unknown }[];
  return members.every((member) => member.const !== undefined)
    ? members.map((member) => member.const)
    : undefined;
}
