/**
 * A model's name in full, as Ollama reads it: `qwen3` is `registry.ollama.ai/library/qwen3:latest`. Two
 * names mean one model when these are the same.
 */
export function fullName(name: string): string {
  const withoutScheme = name.trim().replace(/^[a-z]+:\/\//i, '');
  const slash = withoutScheme.lastIndexOf('/');
  // Before the last slash a colon belongs to the registry's port.
  const colon = withoutScheme.lastIndexOf(':');
  const isTagged = colon > slash;
  const model = withoutScheme.slice(slash + 1, isTagged ? colon : undefined);
  const tag = isTagged ? withoutScheme.slice(colon + 1) : 'latest';
  const path = slash < 0 ? [] : withoutScheme.slice(0, slash).split('/');
  const namespace = path.pop() ?? 'library';
  const host = path.length > 0 ? path.join('/') : 'registry.ollama.ai';
  return `${host}/${namespace}/${model}:${tag}`.toLowerCase();
}
