import type { DemoSettings } from '../settings.js';

const PATIENCE_MS = 2_000;

/** Who translates, and the sentence that tells the user. */
export interface TranslatorChoice {
  readonly backend: 'ollama' | 'openai' | 'transcription';
  readonly sentence: string;
}

/** Chooses the backend: what was asked for, else Ollama when it answers and has the model. */
export async function chooseTranslator(settings: DemoSettings): Promise<TranslatorChoice> {
  const { model, ollamaHost } = settings;
  switch (settings.translator) {
    case 'ollama':
      return { backend: 'ollama', sentence: `Titles are translated by ${model} at ${ollamaHost}.` };
    case 'openai':
      return {
        backend: 'openai',
        sentence: `Titles are translated by ${model} on the OpenAI-compatible server.`,
      };
    case 'transcription':
      return { backend: 'transcription', sentence: 'Titles are transcribed into Chinese by rule.' };
    case 'auto': {
      const problem = await problemWith(ollamaHost, model);
      return problem === undefined
        ? { backend: 'ollama', sentence: `Titles are translated by ${model} at ${ollamaHost}.` }
        : {
            backend: 'transcription',
            sentence: `${problem}, so titles are transcribed into Chinese by rule.`,
          };
    }
  }
}

async function problemWith(host: string, model: string): Promise<string | undefined> {
  try {
    const response = await fetch(new URL('/api/tags', host), {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) return `Ollama at ${host} answered ${response.status}`;
    const { models = [] } = (await response.json()) as { models?: { name?: string }[] };
    const names = models.map(({ name }) => name);
    return names.includes(model) || names.includes(`${model}:latest`)
      ? undefined
      : `Ollama at ${host} lacks the model (ollama pull ${model})`;
  } catch {
    return `No Ollama answers at ${host}`;
  }
}
