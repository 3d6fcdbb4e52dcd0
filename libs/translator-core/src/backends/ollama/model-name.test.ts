import { describe, expect, it } from 'vitest';
import { fullName } from './model-name.js';

describe('fullName', () => {
  it.each([
    ['qwen3', 'registry.ollama.ai/library/qwen3:latest'],
    ['qwen3:0.6b', 'registry.ollama.ai/library/qwen3:0.6b'],
    ['library/Qwen3:0.6B', 'registry.ollama.ai/library/qwen3:0.6b'],
    ['registry.ollama.ai/library/qwen3:0.6b', 'registry.ollama.ai/library/qwen3:0.6b'],
    ['https://registry.ollama.ai/library/qwen3', 'registry.ollama.ai/library/qwen3:latest'],
    ['me/mine', 'registry.ollama.ai/me/mine:latest'],
    ['hub.example:5000/me/mine', 'hub.example:5000/me/mine:latest'],
    ['hub.example:5000/me/mine:q4', 'hub.example:5000/me/mine:q4'],
  ])('%s is %s', (name, full) => expect(fullName(name)).toBe(full));
});
