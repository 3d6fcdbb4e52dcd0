const TURN = `<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
`;

/** A chat template of a model that only answers. */
export const PLAIN_TEMPLATE = `{{- range .Messages }}${TURN}{{- end }}<|im_start|>assistant
`;

/** One of a model that thinks first unless told not to: Ollama finds the tags of thinking in it. */
export const THINKING_TEMPLATE = `{{- range .Messages }}{{ if eq .Role "assistant" }}<|im_start|>assistant
{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ .Content }}<|im_end|>
{{ else }}${TURN}{{ end }}{{- end }}<|im_start|>assistant
{{ if and .IsThinkSet (not .Think) }}<think>

</think>

{{ end }}`;
